import type { FastifyInstance } from 'fastify';
import { AfterRequest, Controller, makeResponse, Request, Response, Route, type AppOptions } from 'phial';

import { quietApp } from '../support/quiet-app.js';

// A response goes straight to Node, or through Fastify's reply where a plugin sees it. Nobody is to tell which.

const watching = async (fastify: FastifyInstance): Promise<void> => {
  fastify.addHook('onSend', async (_request, _reply, payload) => payload);
};
const plugins = [Object.assign(watching, { [Symbol.for('skip-override')]: true })];

class Watched {
  @AfterRequest({ scope: 'app' })
  watch(response: Response) {
    response.headers.set('x-seen', String(response.status));
  }
}

describe.each<[string, AppOptions, (new () => object)[]]>([
  ['straight to Node', {}, []],
  ['through a plugin', { plugins }, []],
  ['through an after-hook', {}, [Watched]],
])('A response that goes %s', (_road, options, more) => {
  async function answerTo(make: (request: Request) => unknown, method = 'GET') {
    @Controller()
    class Notes {
      @Route('/')
      index(request: Request): unknown {
        return make(request);
      }
    }
    return quietApp([Notes, ...more], options)
      .testClient()
      .request(method, '/');
  }

  it.each<[string, () => unknown, string]>([
    ['text', () => new Response('unpacked text', { headers: { 'content-length': 9 } }), '13'],
    ['bytes', () => new Response(Buffer.from('bytes'), { headers: { 'content-length': 9 } }), '5'],
    ['data', () => makeResponse({ id: 1 }, 200, { 'content-length': 9 }), '8'],
    [
      'nothing, which may say what a GET would have',
      () => new Response(null, { headers: { 'content-length': 9 } }),
      '9',
    ],
  ])('tells a HEAD how long it is: %s', async (_what, make, length) => {
    expect((await answerTo(make, 'HEAD')).headers['content-length']).toBe(length);
  });

  it.each<[string, () => Response, string | undefined]>([
    ['text is text/plain', () => new Response('<p>'), 'text/plain; charset=utf-8'],
    ['bytes are octets', () => new Response(Buffer.from('<p>')), 'application/octet-stream'],
    ['nothing has none', () => new Response(null), undefined],
  ])('has a type when its own was taken away: %s', async (_what, make, type) => {
    const { headers } = await answerTo(() => Object.assign(make(), { type: undefined }));
    expect(headers['content-type']).toBe(type);
  });

  it.each<[string, unknown]>([
    ['text', 'text'],
    ['a number', 7],
    ['data', { id: 1 }],
    ['a Response', new Response('text')],
  ])("has the status of Fastify's reply where it has none of its own: %s", async (_what, value) => {
    const { status, headers } = await answerTo(({ environ }) => {
      environ.reply.code(206);
      return value;
    });
    expect([status, headers['x-seen'] ?? '206']).toEqual([206, '206']);
  });

  it('has its own status where it has one', async () => {
    const { status } = await answerTo(({ environ }) => {
      environ.reply.code(206);
      return makeResponse('text', 200);
    });
    expect(status).toBe(200);
  });
});
