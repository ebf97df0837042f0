import { once } from 'node:events';
import { METHODS, request as requestHttp } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import {
  AfterRequest,
  BeforeRequest,
  Controller,
  createApp,
  ErrorHandler,
  Get,
  Post,
  Put,
  Request,
  Response,
  Route,
  type App,
  type AppOptions,
} from 'phial';
import { quietApp } from '../support/quiet-app.js';

const appOf = (...controllers: NonNullable<AppOptions['controllers']>): App => quietApp(controllers);
const clientOf = (...controllers: NonNullable<AppOptions['controllers']>) => appOf(...controllers).testClient();

describe('HEAD', () => {
  @Controller('/notes')
  class Notes {
    @Get('/')
    index() {
      return 'twelve bytes';
    }

    @Get('/list')
    list() {
      return [1, 2, 3];
    }

    @Post('/')
    create() {
      return 'made';
    }

    @Route('/both', ['HEAD'])
    head() {
      return new Response(null, { headers: { 'x-from': 'the HEAD handler' } });
    }

    @Get('/both')
    both() {
      return 'both';
    }

    @Get('/:id')
    show(id: string) {
      return id;
    }
  }

  it.each(['/notes/', '/notes/list', '/notes/12'])(
    'has the headers of GET, and no body, on the wire: %s',
    async (path) => {
      const app = appOf(Notes);
      const address = await app.run({ port: 0 });
      const [get, head] = [await ask(address, 'GET', path), await ask(address, 'HEAD', path)];
      await app.close();
      for (const { headers } of [get, head]) delete headers['date'];
      expect(head).toEqual({ ...get, body: '' });
      expect(head.headers['content-length']).toBe(String(get.body.length));
    },
  );

  it('is not answered where GET is not', async () => {
    class Forms {
      @Post('/')
      create() {
        return 'made';
      }
    }
    expect((await clientOf(Forms).head('/')).status).toBe(405);
  });

  it('goes to a handler of its own, when there is one', async () => {
    expect((await clientOf(Notes).head('/notes/both')).headers['x-from']).toBe('the HEAD handler');
  });
});

describe('OPTIONS', () => {
  it.each([true, false])(
    'of a path that stands beside one with a last slash is its own; strict: %s',
    async (strict) => {
      @Controller('/notes')
      class Notes {
        @Get('/')
        index() {
          return 'all';
        }

        @Post('')
        create() {
          return 'made';
        }
      }
      const client = createApp({ controllers: [Notes], strictSlashes: strict }).testClient();
      const { status, headers } = await client.options('/notes');
      expect([status, headers['allow']]).toEqual([200, strict ? 'POST, OPTIONS' : 'GET, HEAD, POST, OPTIONS']);
    },
  );

  class Notes {
    @Get('/notes/:id')
    show(id: number) {
      return id;
    }

    @Put('/notes/:key')
    change(key: string) {
      return key;
    }

    @Route('/own', ['OPTIONS', 'GET'])
    own(request: Request) {
      return `my own ${request.method}`;
    }
  }

  it('is answered with 200, an empty body and Allow', async () => {
    const { status, headers, text } = await clientOf(Notes).options('/notes/1');
    expect([status, headers['allow'], headers['content-length'], text]).toEqual([
      200,
      'GET, HEAD, PUT, OPTIONS',
      '0',
      '',
    ]);
  });

  it('is answered so as well where the Content-Type is malformed', async () => {
    const { status, headers } = await clientOf(Notes).options('/notes/1', { headers: { 'content-type': ';;' } });
    expect([status, headers['allow']]).toEqual([200, 'GET, HEAD, PUT, OPTIONS']);
  });

  it('goes to a handler of its own, when there is one', async () => {
    expect((await clientOf(Notes).options('/own')).text).toBe('my own OPTIONS');
  });

  it('of an unknown path is 404', async () => {
    expect((await clientOf(Notes).options('/nowhere')).status).toBe(404);
  });

  it('is seen by the hooks of the app', async () => {
    class Hooks {
      @AfterRequest({ scope: 'app' })
      allow(response: Response) {
        response.headers.set('access-control-allow-origin', '*');
      }
    }
    expect((await clientOf(Notes, Hooks).options('/notes/1')).headers['access-control-allow-origin']).toBe('*');
  });

  it('of the whole server does no harm', async () => {
    const app = appOf(Notes);
    const { hostname, port } = new URL(await app.run({ port: 0 }));
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write('OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 4\d\d /);
    await app.close();
  });
});

describe('a method that no handler takes', () => {
  @Controller('/users')
  class Users {
    @Get('/me')
    me() {
      return 'me';
    }

    @Post('/:id')
    change(id: string) {
      return `changed ${id}`;
    }

    @Put('/')
    replace() {
      return 'replaced';
    }

    @ErrorHandler(405)
    refused() {
      return 'Not with this method.';
    }
  }

  it('is 405, with those of the path in Allow', async () => {
    const { status, headers } = await clientOf(Users).delete('/users/1');
    expect([status, headers['allow']]).toEqual([405, 'POST, OPTIONS']);
  });

  it('of one route is that of another that overlaps with it', async () => {
    expect((await clientOf(Users).post('/users/me')).text).toBe('changed me');
  });

  it('has the methods of all routes that overlap in Allow', async () => {
    expect((await clientOf(Users).delete('/users/me')).headers['allow']).toBe('GET, HEAD, POST, OPTIONS');
  });

  it('is 405 where another route would only match an empty variable', async () => {
    const { status, headers } = await clientOf(Users).post('/users/');
    expect([status, headers['allow']]).toEqual([405, 'PUT, OPTIONS']);
  });

  it('is answered by the error handlers of the controller', async () => {
    expect((await clientOf(Users).delete('/users/me')).text).toBe('Not with this method.');
  });

  it('tells handlers in request.routingException', async () => {
    class Watch {
      @BeforeRequest({ scope: 'app' })
      look(request: Request) {
        return `${request.routingException?.status}`;
      }
    }
    expect((await clientOf(Users, Watch).delete('/users/me')).text).toBe('405');
  });

  it('is 405 whatever its body is like', async () => {
    const { status } = await clientOf(Users).patch('/users/1', {
      body: '<a/>',
      headers: { 'content-type': 'application/xml' },
    });
    expect(status).toBe(405);
  });

  it('is 405 where a body would be too large', async () => {
    expect((await clientOf(Users).patch('/users/1', { body: 'x'.repeat(2_000_000) })).status).toBe(405);
  });

  it.each(METHODS.filter((method) => !['CONNECT', 'GET', 'HEAD', 'POST', 'OPTIONS'].includes(method)))(
    'is 405 on the wire: %s',
    async (method) => {
      const app = appOf(Users);
      const { status, headers } = await ask(await app.run({ port: 0 }), method, '/users/me');
      await app.close();
      expect([status, headers['allow']]).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
    },
  );

  it('of an unknown path is 404', async () => {
    expect((await clientOf(Users).delete('/nowhere')).status).toBe(404);
  });
});

describe('a method beyond the common ones', () => {
  @Controller('/dav')
  class Dav {
    @Route('/:name', ['propfind', 'MKCOL', 'Lock'])
    act(request: Request, name: string) {
      return `${request.method} ${name} ${request.data}`;
    }
  }

  it.each(['PROPFIND', 'MKCOL', 'LOCK'])('is served, with its body: %s', async (method) => {
    const app = appOf(Dav);
    const { status, body } = await ask(await app.run({ port: 0 }), method, '/dav/notes', '<a/>');
    await app.close();
    expect([status, body]).toEqual([200, `${method} notes <a/>`]);
  });

  it('may be written in lower case', () => {
    expect(appOf(Dav).routes[0]!.methods).toEqual(['PROPFIND', 'MKCOL', 'LOCK']);
  });

  it('is among those of Allow', async () => {
    expect((await clientOf(Dav).get('/dav/notes')).headers['allow']).toBe('PROPFIND, MKCOL, LOCK, OPTIONS');
  });

  it('may be TRACE', async () => {
    class Traces {
      @Route('/', ['TRACE'])
      trace(request: Request) {
        return request.method;
      }
    }
    expect((await clientOf(Traces).request('TRACE', '/')).text).toBe('TRACE');
  });
});

interface Answer {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: string;
}

/** Sends one request over a connection of its own. */
function ask(address: string, method: string, path: string, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(address);
    const headers = body === '' ? {} : { 'content-type': 'application/xml', 'content-length': body.length };
    requestHttp({ hostname, port, method, path, headers, agent: false }, (response) => {
      void text(response).then((received) =>
        resolve({ status: response.statusCode, headers: { ...response.headers }, body: received }),
      );
    })
      .on('error', reject)
      .end(body);
  });
}
