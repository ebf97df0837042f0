import { Readable } from 'node:stream';

import type { FastifyInstance } from 'fastify';
import { BeforeRequest, ErrorHandler, Get, Request, Response } from 'phial';

import { quietApp } from '../support/quiet-app.js';

class Pages {
  @Get('/')
  async *index() {
    await new Promise(setImmediate);
    if (this instanceof Pages) throw new Error('broke');
    yield 'never';
  }

  @ErrorHandler(Error)
  answer(request: Request) {
    void request.environ.reply.code(599).send('by hand');
  }
}

function everywhere(plugin: (fastify: FastifyInstance) => Promise<void>): typeof plugin {
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true });
}

const watching = async (fastify: FastifyInstance): Promise<void> => {
  fastify.addHook('onSend', async (_request, _reply, payload) => payload);
};

/** A plugin that fails where the response of a path leaves, and not where the answer to that does. */
const failing = async (fastify: FastifyInstance): Promise<void> => {
  fastify.addHook('onSend', async ({ url }, _reply, payload) => {
    if (url === '/text') throw new Error('broke');
    return payload;
  });
};

describe('An error handler of a stream that broke before its first byte', () => {
  it.each([
    ['without plugins', []],
    ['where an onSend hook waits', [everywhere(watching)]],
  ])('may answer by hand %s', async (_what, plugins) => {
    const { status, text } = await quietApp([Pages], { plugins }).testClient().get('/');
    expect([status, text]).toEqual([599, 'by hand']);
  });
});

class Broken {
  @BeforeRequest({ scope: 'app' })
  see({ environ }: Request) {
    void environ.request.ip;
  }

  @Get('/generator')
  async *generator() {
    if (this instanceof Broken) throw new Error('broke');
    yield 'never';
  }

  @Get('/node')
  node() {
    const read = function (this: Readable): void {
      this.destroy(new Error('broke'));
    };
    return new Response(new Readable({ read }));
  }

  @Get('/web')
  web() {
    const pull = (): void => {
      throw new Error('broke');
    };
    return new Response(new ReadableStream({ pull }));
  }

  @Get('/text')
  text() {
    return 'text';
  }

  @Get('/missing')
  async *missing({ environ }: Request) {
    environ.reply.callNotFound();
    yield 'never';
  }

  @ErrorHandler(404)
  notThere() {
    return 'Not there.';
  }

  @ErrorHandler(500)
  sorry() {
    return 'Sorry.';
  }
}

describe('A response that breaks where a hook has seen environ', () => {
  it.each(['/generator', '/node', '/web', '/text'])("is answered by an error handler's page: %s", async (path) => {
    const client = quietApp([Broken], { plugins: [everywhere(failing)] }).testClient();
    const { status, text } = await client.get(path);
    expect([status, text]).toEqual([500, 'Sorry.']);
  });

  it('is answered by the page of the 404 that its generator leaves the answer to', async () => {
    const { status, text } = await quietApp([Broken]).testClient().get('/missing');
    expect([status, text]).toEqual([404, 'Not there.']);
  });
});
