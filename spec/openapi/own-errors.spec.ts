import {
  Abort,
  Controller,
  ErrorHandler,
  Get,
  html,
  Json,
  makeResponse,
  Post,
  Request,
  ValidationError,
  abort,
} from 'phial';
import { z } from 'zod';

import { documentOf } from '../support/document-of.js';
import { findingsOf } from '../support/findings-of.js';
import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';
import { warningsOf } from '../support/warnings-of.js';

const Failure = z.object({ error: z.string(), fields: z.array(z.string()).optional() }).meta({ id: 'Failure' });
const Conflict = z.object({ id: z.int() });
const openapi = { info: { title: 'Notes', version: '1.0.0' }, routes: '/api', errors: Failure };

class NewNote extends Json(z.object({ text: z.string() })) {}

@Controller('/api/notes')
class Notes {
  @Get('/:id', { openapi: { responses: { 404: 'No such note', 409: Conflict } } })
  show(id: number) {
    if (id === 9) return makeResponse({ id }, 409);
    return id === 1 ? { id } : abort(404, `There is no note ${id}.`);
  }

  @Post('/')
  create({ text }: NewNote) {
    return { text };
  }

  @Get('/broken')
  broken() {
    throw new Error('the disk is full');
  }
}

class Pages {
  @Get('/')
  index() {
    return abort(404);
  }
}

class Errors {
  @ErrorHandler(Abort, { scope: 'app' })
  show(error: Abort, request: Request) {
    if (!request.prefersJson) return html`<h1>Sorry</h1>`;
    if (error instanceof ValidationError)
      return { error: error.message, fields: error.issues.map(({ path }) => path.join('.')) };
    return { error: error.message };
  }
}

const controllers = [Notes, Pages, Errors];
const SAID = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } } };

describe("The app's own shape of errors", () => {
  it('is in the document for each operation, in place of problems', async () => {
    const document = await documentOf(controllers, { openapi });
    const { get } = document.paths['/api/notes/{id}'];
    expect(get.responses).toMatchObject({
      404: { description: 'No such note', ...SAID },
      409: { content: { 'application/json': { schema: { $ref: '#/components/schemas/NotesShow409Response' } } } },
      '4XX': { description: 'The request is refused.', ...SAID },
      '5XX': SAID,
    });
    expect(document.paths['/api/notes/'].post.responses['422']).toEqual({
      description: 'The input is not valid.',
      ...SAID,
    });
    expect(JSON.stringify(document)).not.toContain('roblem');
    expect(document).not.toHaveProperty('errors');
  });

  it('is what the error handler sends', async () => {
    const client = quietApp(controllers, { openapi }).testClient();
    expect((await client.get('/api/notes/3')).json()).toEqual({ error: 'There is no note 3.' });
    expect((await client.get('/api/notes/9')).json()).toEqual({ id: 9 });
    expect((await client.post('/api/notes/', { json: {} })).json()).toMatchObject({ fields: ['text'] });
    expect((await client.get('/api/notes/3', { headers: { accept: 'text/html' } })).text).toBe('<h1>Sorry</h1>');
  });

  class WrongErrors {
    @ErrorHandler(404, { scope: 'app' })
    missing() {
      return { message: 'There is nothing.' };
    }
  }

  it('holds the error handler to it in debug mode and under the test client, on routes of the document', async () => {
    const { logger, entries } = loggedBy();
    const client = quietApp([Notes, Pages, WrongErrors], { openapi, fastify: { logger } }).testClient();
    expect((await client.get('/api/notes/3')).status).toBe(500);
    expect(JSON.stringify(entries)).toMatch(
      /WrongErrors\.missing returned a value that does not fit its response schema: .*error.* Change the value, or what openapi says of the answers of Notes\.show\./,
    );
    expect((await client.get('/')).json()).toEqual({ message: 'There is nothing.' });
  });

  it.each([
    ['an unknown path below openapi.routes', 'GET', '/api/unknown', 404],
    ['another method of a route', 'DELETE', '/api/notes/3', 405],
    ['a path that cannot be read', 'GET', '/api/%zz', 400],
  ] as const)('holds the error handler to it where no route is: %s', async (_what, method, path, status) => {
    class Chatty {
      @ErrorHandler(Abort, { scope: 'app' })
      show(error: Abort) {
        return { error: error.message, secret: 'leak' };
      }
    }
    const answer = await quietApp([Notes, Chatty], { openapi }).testClient().request(method, path);
    expect([answer.status, Object.keys(answer.json() as object)]).toEqual([status, ['error']]);
    const { logger, entries } = loggedBy();
    const wrong = quietApp([Notes, Wrong], { openapi, fastify: { logger } }).testClient();
    expect((await wrong.request(method, path)).status).toBe(500);
    expect(JSON.stringify(entries)).toMatch(
      /Wrong\.show returned .*error.* Change the value, or the errors of openapi\./,
    );
  });

  class Wrong {
    @ErrorHandler(Abort, { scope: 'app' })
    show() {
      return { message: 'Sorry.' };
    }
  }

  it('is not asked for of paths beside openapi.routes', async () => {
    const client = quietApp([Notes, Wrong], { openapi }).testClient();
    expect((await client.get('/unknown')).json()).toEqual({ message: 'Sorry.' });
  });

  class Some {
    @Get('/some')
    index() {
      return '';
    }

    @ErrorHandler(Abort)
    show() {
      return { error: '' };
    }
  }

  it.each([
    ['none', []],
    ['one of a status', [WrongErrors]],
    ['one of a controller', [Some]],
  ])('is warned of where no handler takes every Abort: %s', (_what, more) => {
    expect(warningsOf({ controllers: [Notes, ...more], openapi })).toEqual([
      expect.stringMatching(/^openapi: it says by its errors .* Write @ErrorHandler\(Abort, \{ scope: 'app' \}\)/),
    ]);
  });

  it.each([
    ['an Abort', Abort],
    ['any error', Error],
  ])('is made by a handler of the whole app for %s', (_what, of) => {
    class All {
      @ErrorHandler(of, { scope: 'app' })
      show() {
        return { error: '' };
      }
    }
    expect(warningsOf({ controllers: [Notes, All], openapi })).toEqual([]);
  });

  it('is made by a handler that reaches each documented route, of a blueprint or a controller', () => {
    class Own {
      @ErrorHandler(Abort, { scope: 'blueprint' })
      show() {
        return { error: '' };
      }
    }
    class Pages {
      @Get('/')
      index() {
        return '';
      }
    }
    const api = { name: 'api', prefix: '/v1', controllers: [Some, Own] };
    expect(warningsOf({ controllers: [Pages], blueprints: [api], openapi: { ...openapi, routes: '/v1' } })).toEqual([]);
    expect(warningsOf({ controllers: [Some], openapi: { ...openapi, routes: '/some' } })).toEqual([]);
  });

  it('is not asked of pages that are left out of the document', () => {
    @Controller('/pages', { openapi: false })
    class Hidden {
      @Get('/')
      index() {
        return '';
      }
    }
    const { routes: _all, ...everywhere } = openapi;
    expect(warningsOf({ controllers: [Some, Hidden], openapi: everywhere })).toEqual([]);
  });

  it('may have rules that are asked later', async () => {
    const errors = z.object({ error: z.string().refine(async (text) => Promise.resolve(text !== '')) });
    class Later {
      @ErrorHandler(Abort, { scope: 'app' })
      async show({ message }: Abort) {
        return Promise.resolve({ error: message });
      }
    }
    const client = quietApp([Notes, Later], { openapi: { ...openapi, errors } }).testClient();
    expect((await client.get('/api/notes/3')).json()).toEqual({ error: 'There is no note 3.' });
    expect((await client.get('/api/unknown')).status).toBe(404);
  });

  it('is refused when it is not a schema', () => {
    const given = { ...openapi, errors: { error: 'string' } } as never;
    expect(findingsOf({ controllers, openapi: given })).toEqual([
      expect.stringContaining('openapi: its schema of errors'),
    ]);
  });
});
