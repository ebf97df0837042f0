import { abort, AfterRequest, ErrorHandler, FromRequest, Get, TeardownRequest } from 'phial';

import { quietApp } from '../support/quiet-app.js';
import { until } from '../support/until.js';

/** What happened, in order. */
let story: string[] = [];
beforeEach(() => {
  story = [];
});

class Late {
  @FromRequest()
  static async *begin() {
    try {
      yield new Late();
      story.push('end');
    } catch (error) {
      story.push(`error: ${(error as Error).message}`);
      throw error;
    } finally {
      story.push('finally');
    }
  }
}

describe('A generator factory that a handler does not ask for', () => {
  it('runs before the response is sent when an error handler alone asks for it', async () => {
    class Handlers {
      @ErrorHandler(404, { scope: 'app' })
      async missing(_late: Late) {
        story.push('answer');
        return 'missing';
      }
    }
    const response = await quietApp([Handlers]).testClient().get('/nowhere');
    expect([response.status, response.text]).toEqual([404, 'missing']);
    expect(story).toEqual(['answer', 'end', 'finally']);
  });

  it('is told of it when that error handler fails', async () => {
    class Handlers {
      @ErrorHandler(404, { scope: 'app' })
      missing(_late: Late): string {
        throw new Error('worse');
      }
    }
    expect((await quietApp([Handlers]).testClient().get('/nowhere')).status).toBe(500);
    expect(story).toEqual(['error: worse', 'finally']);
  });

  it('makes the default page of what it throws when an error handler has asked for it', async () => {
    class Broken {
      @FromRequest()
      static *begin() {
        yield new Broken();
        abort(507);
      }
    }
    class Handlers {
      @ErrorHandler(404, { scope: 'app' })
      missing(_broken: Broken) {
        return 'missing';
      }
    }
    expect((await quietApp([Handlers]).testClient().get('/nowhere')).status).toBe(507);
  });

  it('runs with the teardown when an after-hook or a teardown hook alone asks for it', async () => {
    class Hooks {
      @AfterRequest({ scope: 'app' })
      after(_late: Late) {
        story.push('after');
      }
      @TeardownRequest({ scope: 'app' })
      async teardown(_late: Late) {
        story.push('teardown');
      }
    }
    class Pages {
      @Get('/')
      index() {
        return 'ok';
      }
    }
    await quietApp([Pages, Hooks]).testClient().get('/');
    await until(() => story.includes('finally'));
    expect(story).toEqual(['after', 'teardown', 'end', 'finally']);
  });

  it('is told of it when the after-hook fails that asks for it', async () => {
    class Hooks {
      @AfterRequest({ scope: 'app' })
      after(_late: Late) {
        throw new Error('no audit');
      }
    }
    class Pages {
      @Get('/')
      index() {
        return 'ok';
      }
    }
    expect((await quietApp([Pages, Hooks]).testClient().get('/')).status).toBe(500);
    await until(() => story.includes('finally'));
    expect(story).toEqual(['error: no audit', 'finally']);
  });
});
