import { jest } from '@jest/globals';
import * as phial from 'phial';

import { loggedBy } from '../support/log-of.js';

// The modules are evaluated once more, as those of a second installation are.
let other!: typeof phial;
beforeAll(async () => {
  jest.resetModules();
  other = await import('phial');
});

async function complaintOf(make: () => unknown): Promise<string> {
  @phial.Controller()
  class Pages {
    @phial.Route('/')
    page(): unknown {
      return make();
    }
  }
  const { logger, entries } = loggedBy();
  const { status, text } = await phial
    .createApp({ controllers: [Pages], fastify: { logger } })
    .testClient()
    .get('/');
  expect(text).not.toContain('hunter2');
  return status === 500 ? entries[0]!.err!.message : `answered ${status}`;
}

describe('Two copies of Phial', () => {
  it.each([
    ['render()', () => other.render('page', { password: 'hunter2' }), 'a Rendering'],
    ['sendFile()', () => other.sendFile('hunter2.txt'), 'a FileBody'],
    ['eventStream()', () => other.eventStream(['hunter2']), 'a EventStream'],
    ['a Response', () => new other.Response('hunter2'), 'a Response'],
    ['a Redirect', () => new other.Redirect('/hunter2'), 'a Redirect'],
    ['html', () => other.html`hunter2`, 'a SafeHtml'],
    ['an Abort', () => new other.Abort(404), 'a Abort'],
    ['abort()', () => other.abort(404), 'threw a Abort'],
    ['redirect()', () => other.redirect('/'), 'threw a Redirect'],
    ['a body', () => new phial.Response(other.html`hunter2`), 'a SafeHtml'],
  ])('are named for what one gives to the other: %s', async (_what, make, what) => {
    expect(await complaintOf(make)).toContain(`${what} of another copy of Phial: two copies of Phial are installed.`);
  });
});
