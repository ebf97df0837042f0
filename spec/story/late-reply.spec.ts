import type { FastifyInstance } from 'fastify';
import { ErrorHandler, Get, Request } from 'phial';

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

const watching = async (fastify: FastifyInstance): Promise<void> => {
  fastify.addHook('onSend', async (_request, _reply, payload) => payload);
};

describe('An error handler of a stream that broke before its first byte', () => {
  it.each([
    ['without plugins', []],
    ['where an onSend hook waits', [Object.assign(watching, { [Symbol.for('skip-override')]: true })]],
  ])('may answer by hand %s', async (_what, plugins) => {
    const { status, text } = await quietApp([Pages], { plugins }).testClient().get('/');
    expect([status, text]).toEqual([599, 'by hand']);
  });
});
