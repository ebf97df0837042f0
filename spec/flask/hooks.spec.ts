import {
  AfterRequest,
  BeforeRequest,
  Controller,
  ErrorHandler,
  Get,
  Request,
  Response,
  TeardownRequest,
  abort,
} from 'phial';

import { quietApp } from '../support/quiet-app.js';
import { until } from '../support/until.js';

/** Notes in which order the hooks of an app, a blueprint in a blueprint and a controller run. */
function recorded() {
  const steps: string[] = [];

  class Recorder {
    constructor(readonly who: string) {}

    note(when: string) {
      steps.push(`${when} ${this.who}`);
    }
  }

  class AppHooks extends Recorder {
    @BeforeRequest({ scope: 'app' })
    before(request: Request) {
      this.note('before');
      return request.args.get('early');
    }

    @AfterRequest({ scope: 'app' })
    after() {
      this.note('after');
    }

    @TeardownRequest({ scope: 'app' })
    teardown(error: Error) {
      this.note('teardown');
      if (error !== undefined) steps.push(error.message);
    }
  }

  class BlueprintHooks extends Recorder {
    @BeforeRequest({ scope: 'blueprint' })
    before() {
      this.note('before');
    }

    @AfterRequest({ scope: 'blueprint' })
    after() {
      this.note('after');
    }

    @TeardownRequest({ scope: 'blueprint' })
    teardown() {
      this.note('teardown');
    }
  }

  class InnerHooks extends BlueprintHooks {}

  @Controller()
  class Pages {
    @Get('/')
    index() {
      steps.push('handler');
      return '';
    }

    @Get('/abort')
    abort() {
      return abort(403);
    }

    @Get('/fail')
    fail(): string {
      throw new Error('failure');
    }

    @Get('/served')
    served(): string {
      throw new RangeError('served');
    }

    @ErrorHandler(RangeError)
    serve() {
      return 'served';
    }
  }

  const inner = { name: 'inner', prefix: '/inner', controllers: [new InnerHooks('inner'), Pages] };
  const outer = { name: 'outer', prefix: '/outer', controllers: [new BlueprintHooks('outer')], blueprints: [inner] };
  const app = quietApp([new AppHooks('app')], { blueprints: [outer] });
  return { steps, client: app.testClient() };
}

const AFTER = ['after inner', 'after outer', 'after app', 'teardown inner', 'teardown outer', 'teardown app'];

describe("Of Flask's hooks and the life of a request,", () => {
  it('before_request: app, outer, inner, handler; after_request and teardown_request the other way round', async () => {
    const { steps, client } = recorded();
    await client.get('/outer/inner/');
    await until(() => steps.includes('teardown app'));
    expect(steps).toEqual(['before app', 'before outer', 'before inner', 'handler', ...AFTER]);
  });

  it('before_request: the first that returns something ends it there, and all after-hooks run', async () => {
    const { steps, client } = recorded();
    expect((await client.get('/outer/inner/?early=early')).text).toBe('early');
    await until(() => steps.includes('teardown app'));
    expect(steps).toEqual(['before app', ...AFTER]);
  });

  it.each(['abort', 'fail', 'served'])('after_request: runs once after an error, too: %s', async (path) => {
    const { steps, client } = recorded();
    await client.get(`/outer/inner/${path}`);
    expect(steps.filter((step) => step.startsWith('after'))).toEqual(['after inner', 'after outer', 'after app']);
  });

  it('after_request: may return another response', async () => {
    class Hooks {
      @AfterRequest({ scope: 'app' })
      replace(response: Response) {
        return new Response('', { status: response.status + 1 });
      }

      @Get('/')
      index() {
        return '';
      }
    }
    expect((await quietApp([Hooks]).testClient().get('/')).status).toBe(201);
  });

  // DESIGN §16: each after-hook runs once, and the answer is the default 500.
  it('after_request: one that throws makes a 500, and the others still run', async () => {
    const ran: string[] = [];
    class Hooks {
      @AfterRequest({ scope: 'app' })
      last() {
        ran.push('last');
      }

      @AfterRequest({ scope: 'app' })
      fail(): void {
        ran.push('fail');
        throw new Error();
      }

      @Get('/')
      index() {
        return '';
      }
    }
    expect((await quietApp([Hooks]).testClient().get('/')).status).toBe(500);
    expect(ran).toEqual(['fail', 'last']);
  });

  // What a handler would give to after_this_request() is done to its response: DESIGN §5.
  it('after_this_request: a handler changes its own response', async () => {
    class Pages {
      @Get('/')
      index() {
        return new Response('').setCookie('seen', '1');
      }
    }
    expect((await quietApp([Pages]).testClient().get('/')).headers['set-cookie']).toContain('seen=1');
  });

  it.each([
    ['fail', 'failure'],
    ['served', 'teardown app'],
  ])('teardown_request: gets the error that nobody took: %s', async (path, expected) => {
    const { steps, client } = recorded();
    await client.get(`/outer/inner/${path}`);
    await until(() => steps.includes('teardown app'));
    expect(steps.at(-1)).toBe(expected);
  });

  // DESIGN §17: hooks of a blueprint see unknown paths below its prefix, too.
  it.each([
    ['/nowhere', ['before app', 'after app']],
    ['/outer/nowhere', ['before app', 'before outer', 'after outer', 'after app']],
  ])('Hooks on 404/405: those of the app, and of the blueprint of the path, %s', async (path, expected) => {
    const { steps, client } = recorded();
    expect((await client.get(path)).status).toBe(404);
    expect(steps.filter((step) => !step.startsWith('teardown'))).toEqual(expected);
  });
});
