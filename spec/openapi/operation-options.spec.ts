import { setTimeout as sleep } from 'node:timers/promises';

import {
  abort,
  Abort,
  BeforeRequest,
  Controller,
  createApp,
  Delete,
  FromRequest,
  Get,
  makeResponse,
  Post,
  Query,
  Request,
  type Blueprint,
} from 'phial';
import { z } from 'zod';

import { documentOf } from '../support/document-of.js';
import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

const Note = z.object({ id: z.int() }).describe('A note.');
const BEARER = { type: 'http', scheme: 'bearer' };
const openapi = { components: { securitySchemes: { token: BEARER } } };

describe('The option openapi of a route', () => {
  @Controller('/notes')
  class Notes {
    @Get('/:id', {
      response: Note,
      openapi: {
        summary: 'One note',
        description: 'As it **was written**.',
        tags: ['reading'],
        operationId: 'readNote',
        deprecated: true,
        security: [{ token: [] }, {}],
        responses: { 404: 'No such note', 409: z.object({ by: z.string() }), 503: undefined },
      },
    })
    show(id: number) {
      return { id };
    }

    @Get('/hidden', { openapi: false })
    hidden() {
      return '';
    }

    @Post('/', { response: Note, openapi: { status: 201 } })
    create() {
      return { id: 3 };
    }

    @Post('/import', { response: Note, openapi: { responses: { 202: 'It is read later.', 204: 'There is nothing.' } } })
    read() {
      return { id: 3 };
    }
  }

  it('says what is written of the operation', async () => {
    expect((await documentOf([Notes], { openapi } as never)).paths['/notes/{id}'].get).toMatchObject({
      summary: 'One note',
      description: 'As it **was written**.',
      tags: ['reading'],
      operationId: 'readNote',
      deprecated: true,
      security: [{ token: [] }, {}],
    });
  });

  it('describes further responses by a sentence, as an error, or by a schema', async () => {
    const { responses } = (await documentOf([Notes])).paths['/notes/{id}'].get;
    expect(responses['404']).toEqual({
      description: 'No such note',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    });
    expect(responses['409']).toEqual({
      description: 'Conflict.',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/NotesShow409Response' } } },
    });
    expect(Object.keys(responses)).not.toContain('503');
  });

  it('leaves a route out with false', async () => {
    expect(Object.keys((await documentOf([Notes])).paths)).not.toContain('/notes/hidden');
  });

  it('has the status of success in place of any other', async () => {
    const { responses } = (await documentOf([Notes])).paths['/notes/'].post;
    expect(Object.keys(responses)).toEqual(['201', '4XX', '5XX']);
    expect(responses['201']).toMatchObject({ description: 'A note.', content: { 'application/json': {} } });
  });

  it('takes the statuses of success from the responses, too, with the schema of those that have a body', async () => {
    const { responses } = (await documentOf([Notes])).paths['/notes/import'].post;
    expect(Object.keys(responses)).toEqual(['202', '204', '4XX', '5XX']);
    expect(responses['202']).toMatchObject({ description: 'It is read later.', content: { 'application/json': {} } });
    expect(responses['204']).toEqual({ description: 'There is nothing.' });
  });
});

describe('What is said of a controller or blueprint', () => {
  const said = { tags: ['shop'], deprecated: true, responses: { 403: 'Not yours.', 404: 'Not there.' } };

  @Controller('/orders', { openapi: said })
  class Orders {
    @Get('/')
    list() {
      return [];
    }

    @Get('/old', { openapi: { tags: ['old'], deprecated: false, responses: { 404: 'Long gone.' } } })
    old() {
      return [];
    }
  }

  @Controller('/secrets', { openapi: false })
  class Secrets {
    @Get('/')
    list() {
      return [];
    }

    @Get('/shown', { openapi: { summary: 'Shown all the same' } })
    shown() {
      return [];
    }
  }

  it('holds for each of its routes', async () => {
    const { get } = (await documentOf([Orders])).paths['/orders/'];
    expect(get).toMatchObject({ tags: ['shop'], deprecated: true, responses: { 403: { description: 'Not yours.' } } });
  });

  it('gives way to what a route says, whose tags and responses are added', async () => {
    const { tags, responses, ...others } = (await documentOf([Orders])).paths['/orders/old'].get;
    expect(others).not.toHaveProperty('deprecated');
    expect(tags).toEqual(['shop', 'old']);
    expect([responses['403'].description, responses['404'].description]).toEqual(['Not yours.', 'Long gone.']);
  });

  it('leaves all out with false, but a route that says something', async () => {
    expect(Object.keys((await documentOf([Secrets])).paths)).toEqual(['/secrets/shown']);
  });

  it('holds for the controllers of a blueprint, and those within it', async () => {
    const inner: Blueprint = { name: 'inner', controllers: [Orders], openapi: { tags: ['inner'] } };
    const outer: Blueprint = { name: 'outer', blueprints: [inner], openapi: { tags: ['outer'], summary: 'A list' } };
    const { get } = (await documentOf([], { blueprints: [outer] })).paths['/orders/'];
    expect(get).toMatchObject({ tags: ['outer', 'inner', 'shop'], summary: 'A list' });
  });

  it('leaves a blueprint out with false', async () => {
    class Pages {
      @Get('/page')
      page() {
        return '';
      }
    }
    const { paths } = await documentOf([], { blueprints: [{ name: 'pages', controllers: [Pages], openapi: false }] });
    expect(paths).toEqual({});
  });

  it('leaves a blueprint out with false, whatever is said within it', async () => {
    const api: Blueprint = { name: 'v1', prefix: '/v1', controllers: [Orders, Secrets], openapi: { tags: ['v1'] } };
    const legacy: Blueprint = { ...api, name: 'v1-legacy', prefix: '/legacy', openapi: false };
    const older: Blueprint = { name: 'older', prefix: '/older', blueprints: [api], openapi: false };
    const { paths } = await documentOf([], { blueprints: [api, legacy, older] });
    expect(Object.keys(paths)).toEqual(['/v1/orders/', '/v1/orders/old', '/v1/secrets/shown']);
  });

  it('holds for the routes of a subclass', async () => {
    @Controller('/more')
    class More extends Orders {}
    expect((await documentOf([More])).paths['/more/'].get.tags).toEqual(['shop']);
  });
});

describe('The default response of a route', () => {
  class Notes {
    @Get('/:status', { openapi: { responses: { default: z.object({ code: z.int() }) } } })
    show(status: number) {
      return makeResponse({ code: 1, secret: 2 }, status);
    }
  }

  it('holds for failures that nothing else is said of', async () => {
    expect((await quietApp([Notes]).testClient().get('/409')).json()).toEqual({ code: 1 });
  });

  it('is described beside problems, since the ranges of failures count before it', async () => {
    const { responses } = (await documentOf([Notes])).paths['/{status}'].get;
    const problem = { schema: { $ref: '#/components/schemas/Problem' } };
    for (const status of ['404', '4XX', '5XX'])
      expect(responses[status].content).toEqual({
        'application/json': { schema: { $ref: '#/components/schemas/NotesShowdefaultResponse' } },
        'application/problem+json': problem,
      });
    expect(Object.keys(responses.default.content)).toEqual(['application/json']);
  });

  it('of a range is described for its 404, and leaves what is said of a status as it is', async () => {
    const Failed = z.object({ code: z.int() }).meta({ id: 'Failed' });
    class Ranges {
      @Get('/range/:id', { openapi: { responses: { '4XX': Failed } } })
      range(id: number) {
        return { id };
      }

      @Get('/said/:id', { openapi: { responses: { 404: 'No such note.', '5XX': 'It is broken.', default: Failed } } })
      said(id: number) {
        return { id };
      }
    }
    const { paths } = await documentOf([Ranges]);
    const both = ['application/json', 'application/problem+json'];
    const typesOf = (path: string, status: string) => Object.keys(paths[path].get.responses[status].content);
    expect(['404', '4XX', '5XX'].map((status) => typesOf('/range/{id}', status))).toEqual([
      both,
      ['application/json'],
      ['application/problem+json'],
    ]);
    expect(['404', '4XX', '5XX'].map((status) => typesOf('/said/{id}', status))).toEqual([
      ['application/problem+json'],
      both,
      ['application/problem+json'],
    ]);
  });

  it("is described beside the schema of the app's errors", async () => {
    const document = await documentOf([Notes], {
      openapi: { info: { title: 'Notes', version: '1' }, errors: z.object({ error: z.string() }) },
    });
    const names = ['NotesShowdefaultResponse', 'Error'];
    expect(document.paths['/{status}'].get.responses['4XX'].content).toEqual({
      'application/json': { schema: { anyOf: names.map((name) => ({ $ref: `#/components/schemas/${name}` })) } },
    });
  });

  it('has nothing to do with success', async () => {
    expect((await quietApp([Notes]).testClient().get('/201')).json()).toEqual({ code: 1, secret: 2 });
  });
});

describe('A response schema of a factory', () => {
  class Slot {
    static openapi = { responses: { 409: z.object({ code: z.int() }) } };

    @FromRequest()
    static take(): Slot {
      return abort(makeResponse({ code: 1, secret: 2 }, 409));
    }
  }

  class Booking {
    @FromRequest()
    static load(_slot: Slot): Booking {
      return new Booking();
    }
  }

  @Controller()
  class Bookings {
    @Get('/direct')
    direct(_slot: Slot) {
      return [];
    }

    @Get('/deep')
    deep(_booking: Booking) {
      return [];
    }
  }

  @Controller('/guarded')
  class Guarded {
    @BeforeRequest()
    take(_slot: Slot) {}

    @Get('/')
    index() {
      return [];
    }
  }

  it.each(['/direct', '/deep', '/guarded/'])('holds for the routes that declare it: %s', async (path) => {
    const app = quietApp([Bookings, Guarded]);
    expect((await app.testClient().get(path)).json()).toEqual({ code: 1 });
  });
});

describe('What a factory demands', () => {
  class Token {
    static openapi = { security: [{ token: [] }], responses: { 401: 'Nobody is logged in.' } };

    @FromRequest()
    static read(): Token {
      throw new Abort(401);
    }
  }

  class Member {
    @FromRequest()
    static load(_token: Token): Member {
      return new Member();
    }
  }

  class Tenant {
    static openapi = { security: [{ tenant: [] }, { host: [] }] };

    @FromRequest()
    static load(): Tenant {
      return new Tenant();
    }
  }

  class Reader {
    static openapi = { security: [{ oauth: ['read', 'list'] }] };

    @FromRequest()
    static load(): Reader {
      return new Reader();
    }
  }

  class Writer {
    static openapi = { security: [{ oauth: ['read', 'write'] }] };

    @FromRequest()
    static load(): Writer {
      return new Writer();
    }
  }

  class Anybody {
    static openapi = { security: [] };

    @FromRequest()
    static load(): Anybody {
      return new Anybody();
    }
  }

  class Page extends Query(z.object({ page: z.string() })) {}

  const schemes = {
    components: {
      securitySchemes: Object.fromEntries(['token', 'tenant', 'host', 'oauth'].map((name) => [name, BEARER])),
    },
  };

  class Notes {
    @Get('/own')
    own(_token: Token) {
      return [];
    }

    @Get('/members')
    members(_member: Member) {
      return [];
    }

    @Get('/both')
    both(_token: Token, _tenant: Tenant) {
      return [];
    }

    @Get('/scopes')
    scopes(_anybody: Anybody, _reader: Reader, _writer: Writer) {
      return [];
    }

    @Get('/open', { openapi: { security: [] } })
    open(_token: Token) {
      return [];
    }

    @Get('/plain')
    plain() {
      return [];
    }
  }

  it('is said of each route that declares it, also through another factory', async () => {
    const { paths } = await documentOf([Notes], { openapi: schemes } as never);
    for (const path of ['/own', '/members'])
      expect(paths[path].get).toMatchObject({
        security: [{ token: [] }],
        responses: { 401: { description: 'Nobody is logged in.', content: { 'application/problem+json': {} } } },
      });
    expect(paths['/plain'].get).not.toHaveProperty('security');
  });

  it('adds up when there are several', async () => {
    const { security } = (await documentOf([Notes], { openapi: schemes } as never)).paths['/both'].get;
    expect(security).toEqual([
      { token: [], tenant: [] },
      { token: [], host: [] },
    ]);
  });

  it('has all scopes of one scheme, and is not undone by a factory that demands nothing', async () => {
    const { security } = (await documentOf([Notes], { openapi: schemes } as never)).paths['/scopes'].get;
    expect(security).toEqual([{ oauth: ['read', 'list', 'write'] }]);
  });

  it('gives way to what the route says', async () => {
    expect((await documentOf([Notes], { openapi: schemes } as never)).paths['/open'].get.security).toEqual([]);
  });

  it.each(['controller', 'app', 'blueprint'] as const)(
    'holds where a before-hook of the %s declares it',
    async (scope) => {
      class Guarded {
        @BeforeRequest({ scope })
        check(_token: Token, _page: Page) {}

        @Get('/guarded')
        index() {
          return [];
        }
      }
      const blueprints = [{ name: 'guarded', controllers: [Guarded] }];
      const { paths } = await documentOf([Notes], { blueprints, openapi: schemes } as never);
      expect(paths['/guarded'].get).toMatchObject({ security: [{ token: [] }], parameters: [{ name: 'page' }] });
      expect('security' in paths['/plain'].get).toBe(scope === 'app');
    },
  );
});

describe('The status of success', () => {
  class Notes {
    @Post('/', { response: Note, openapi: { status: 201 } })
    create() {
      return { id: 3, secret: 'x' };
    }

    @Post('/later', { openapi: { status: 202 } })
    async later() {
      return 'Later.';
    }

    @Post('/old', { openapi: { status: 201 } })
    old() {
      return makeResponse('Known.', 200);
    }

    @Delete('/:id', { openapi: { status: 204 } })
    remove(_id: number): void {}

    @Delete('/', { openapi: { status: 204 } })
    async clear() {}

    @Delete('/by-hand', { openapi: { status: 204 } })
    byHand({ environ }: Request): void {
      environ.reply.code(202).send('by hand');
    }
  }
  const client = quietApp([Notes]).testClient();

  it('is sent with what the handler returns, which its schema writes', async () => {
    const { status, json } = await client.post('/');
    expect([status, json()]).toEqual([201, { id: 3 }]);
    expect((await client.post('/later')).status).toBe(202);
  });

  it('is 204 of a handler that returns nothing, and the doctor does not warn of it', async () => {
    expect(await client.delete('/1')).toMatchObject({ status: 204, text: '' });
    expect((await client.delete('/')).status).toBe(204);
    const { logger, entries } = loggedBy();
    createApp({ controllers: [Notes], fastify: { logger } });
    expect(entries).toEqual([]);
  });

  it('leaves an answer by hand as it is', async () => {
    expect(await client.delete('/by-hand')).toMatchObject({ status: 202, text: 'by hand' });
  });

  it('is not given to what was answered before: a handler that returns nothing has lost nothing', async () => {
    class Late {
      @Delete('/missing', { openapi: { status: 204 } })
      missing({ environ }: Request): void {
        environ.reply.callNotFound();
      }

      @Delete('/slow', { openapi: { status: 204 } })
      async slow() {
        await sleep(60);
        done();
      }
    }
    let done!: () => void;
    const isDone = new Promise<void>((resolve) => (done = resolve));
    const { logger, entries } = loggedBy();
    const app = createApp({ controllers: [Late], fastify: { logger, handlerTimeout: 30 } });
    expect((await app.testClient().delete('/missing')).status).toBe(404);
    expect((await app.testClient().delete('/slow')).status).toBe(503);
    await isDone;
    await app.close();
    expect(entries.map(({ msg }) => msg)).toEqual([expect.stringContaining('answered 503')]);
  });

  it('gives way to the status of a response', async () => {
    expect((await client.post('/old')).status).toBe(200);
  });
});
