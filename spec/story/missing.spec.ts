import {
  Abort,
  AfterRequest,
  BeforeRequest,
  Controller,
  ErrorHandler,
  FromRequest,
  Get,
  Response,
  TeardownRequest,
} from 'phial';
import { quietApp } from '../support/quiet-app.js';

const events: string[] = [];

class Unit {
  @FromRequest()
  static *open() {
    try {
      yield new Unit();
    } catch (error) {
      events.push(`factory ${(error as Abort).status}`);
      throw error;
    }
  }
}

@Controller()
class Pages {
  @Get('/')
  index() {
    return 'Hello';
  }

  @ErrorHandler(404, { scope: 'app' })
  notFound(error: Abort) {
    events.push(`handler ${error.status}`);
    return 'Nothing here.';
  }
}

beforeEach(() => events.splice(0));

describe('A request that no route serves', () => {
  it('goes by all hooks, as if a handler had thrown its 404', async () => {
    class Hooks {
      @BeforeRequest({ scope: 'app' })
      before(_unit: Unit) {
        events.push('before');
      }

      @AfterRequest({ scope: 'app' })
      after(response: Response) {
        events.push(`after ${response.status}`);
      }

      @TeardownRequest({ scope: 'app' })
      teardown(error: Error) {
        events.push(`teardown ${String(error)}`);
      }
    }
    const app = quietApp([Pages, Hooks]);
    app.fastify.addHook('onSend', (_request, reply, _payload, done) => {
      events.push(`onSend ${reply.statusCode}`);
      done();
    });
    const { status, text } = await app.testClient().get('/nowhere');
    await app.close();
    expect([status, text]).toEqual([404, 'Nothing here.']);
    expect(events).toEqual(['before', 'factory 404', 'handler 404', 'after 404', 'onSend 404', 'teardown undefined']);
  });

  it('is answered by a before-hook that returns something', async () => {
    class Hooks {
      @BeforeRequest({ scope: 'app' })
      before() {
        return 'Instead';
      }
    }
    const { status, text } = await quietApp([Pages, Hooks]).testClient().get('/nowhere');
    expect([status, text, events]).toEqual([200, 'Instead', []]);
  });
});
