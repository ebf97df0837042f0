import { abort, createApp, FromRequest, Get, Redirect } from 'phial';

import { loggedBy } from '../support/log-of.js';

/** What happened, in order. */
let story: string[] = [];
beforeEach(() => {
  story = [];
});

class Transaction {
  @FromRequest()
  static *begin() {
    try {
      yield new Transaction();
      story.push('committed');
    } catch (error) {
      story.push(`rolled back: ${(error as Error).message}`);
      throw error;
    }
  }
}

/** Sends whoever meets an error elsewhere. */
class Friendly {
  @FromRequest()
  static *open() {
    try {
      yield new Friendly();
    } catch {
      throw new Redirect('/sorry');
    }
  }
}

class Hasty {
  @FromRequest()
  static *open() {
    yield new Hasty();
    throw new Error('no commit');
  }
}

class Second {
  @FromRequest()
  static *open() {
    try {
      yield new Second();
    } catch {
      throw new Redirect('/first');
    }
  }
}

class Pages {
  @Get('/fails')
  fails(_transaction: Transaction, _friendly: Friendly): string {
    throw new Error('no credit');
  }

  @Get('/aborts')
  aborts(_transaction: Transaction, _friendly: Friendly): string {
    return abort(409, 'Taken');
  }

  @Get('/cannot-commit')
  cannotCommit(_transaction: Transaction, _friendly: Friendly, _hasty: Hasty): string {
    return 'Hello';
  }

  @Get('/redirects-twice')
  redirectsTwice(_transaction: Transaction, _friendly: Friendly, _second: Second): string {
    throw new Error('no credit');
  }

  @Get('/goes-well')
  goesWell(_transaction: Transaction, _friendly: Friendly): string {
    throw new Redirect('/done');
  }
}

const REPLACED = 'Friendly.open was told of this error, and threw a redirect, which is answered.';

describe('A generator that turns an error into a redirect', () => {
  it.each([
    ['/fails', '/sorry', 'rolled back: no credit', ['no credit', REPLACED]],
    ['/cannot-commit', '/sorry', 'rolled back: no commit', ['no commit', REPLACED]],
    ['/redirects-twice', '/sorry', 'rolled back: no credit', ['no credit', REPLACED.replace('Friendly', 'Second')]],
    ['/aborts', '/sorry', 'rolled back: Taken', undefined],
    ['/goes-well', '/done', 'committed', undefined],
  ])('does not hide it from those around it, nor from the log: %s', async (path, location, end, entry) => {
    const { logger, entries } = loggedBy();
    const response = await createApp({ controllers: [Pages], fastify: { logger } })
      .testClient()
      .get(path);
    expect([response.status, response.location]).toEqual([302, location]);
    expect(story).toEqual([end]);
    expect(entries.map(({ msg, err }) => [err!.message, msg])).toEqual(entry === undefined ? [] : [entry]);
  });
});
