import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Controller, createApp, ErrorHandler, Get, render, type App } from 'phial';

import { loggedBy } from '../support/log-of.js';

describe('An error of a helper', () => {
  let root: string;

  /** An app whose page calls a helper that throws this. */
  function appWith(thrown: unknown): { app: App; handled: unknown[] } {
    const handled: unknown[] = [];

    @Controller()
    class Pages {
      @Get('/')
      index() {
        return render('index');
      }

      @ErrorHandler(Error)
      note(error: Error) {
        handled.push(error);
        throw error;
      }
    }

    const fails = (): never => {
      throw thrown;
    };
    const { logger } = loggedBy();
    const app = createApp({ controllers: [Pages], root, templates: { helpers: { fails } }, fastify: { logger } });
    return { app, handled };
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'phial-helpers-'));
    mkdirSync(join(root, 'templates'));
    writeFileSync(join(root, 'templates/index.hbs'), 'a\n{{fails}}');
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it.each([{ expose: true, code: 'E_X' }, { code: 'FST_X' }])(
    'answers with its status and its text alone, when that is how it answers in a handler: %j',
    async (members) => {
      const { app } = appWith(Object.assign(new Error('Not here'), { statusCode: 404, ...members }));
      const { status, text } = await app.testClient().get('/');
      expect([status, text.includes('Not here'), text.includes('index.hbs')]).toEqual([404, true, false]);
    },
  );

  it('has its members for error handlers, and its place', async () => {
    const { app, handled } = appWith(
      Object.assign(new TypeError('odd'), { code: 'E_ODD', path: '/etc', detail: { id: 1 } }),
    );
    expect((await app.testClient().get('/')).status).toBe(500);
    expect(handled).toEqual([expect.any(TypeError)]);
    expect(handled).toMatchObject([
      {
        message: `The template 'index' failed at ${join(root, 'templates/index.hbs')}:2: odd`,
        code: 'E_ODD',
        path: '/etc',
        detail: { id: 1 },
      },
    ]);
  });

  it('keeps a name that it was given, and its frames', async () => {
    const { app, handled } = appWith(Object.assign(new Error('odd'), { name: 'Odd' }));
    await app.testClient().get('/');
    expect(handled).toMatchObject([
      { name: 'Odd', stack: expect.stringMatching(/^Odd: The template 'index'.*: odd\n.*errors-of-helpers/) as string },
    ]);
  });

  it('is told though its message came later', async () => {
    const error = new Error();
    error.message = 'late';
    const { app, handled } = appWith(error);
    await app.testClient().get('/');
    expect(handled).toMatchObject([{ message: expect.stringMatching(/index\.hbs:2: late$/) as string }]);
  });

  it('is told though its stack is no text', async () => {
    const { app, handled } = appWith(Object.assign(new Error('odd'), { stack: ['a'] }));
    await app.testClient().get('/');
    expect(handled).toMatchObject([{ message: expect.stringMatching(/index\.hbs:2: odd$/) as string }]);
  });
});
