import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ContextProcessor, createApp, render, Request, Route, type TestResponse } from 'phial';

import { loggedBy } from '../support/log-of.js';

const root = mkdtempSync(join(tmpdir(), 'phial-context-'));
afterAll(() => rmSync(root, { recursive: true }));
for (const [name, text] of Object.entries({ menu: 'menu{{one}}', page: '[{{menu}}]' }))
  writeFileSync(join(root, `${name}.hbs`), text);

type Processor = (request: Request) => object | undefined | Promise<object | undefined>;

/** What is answered and logged when these are the context processors. */
async function outcomeOf(
  menu: Processor,
  other: Processor = () => ({ one: 1 }),
  handler: (request: Request) => unknown = () => render('page'),
): Promise<{ response: TestResponse; logged: (string | undefined)[] }> {
  class Pages {
    @Route('/')
    page(request: Request) {
      return handler(request);
    }

    @ContextProcessor()
    menu(request: Request) {
      return menu(request);
    }

    @ContextProcessor()
    other(request: Request) {
      return other(request);
    }
  }
  const { logger, entries } = loggedBy();
  const app = createApp({ controllers: [Pages], root, templates: '.', fastify: { logger } });
  const response = await app.testClient().get('/');
  return { response, logged: entries.map(({ err }) => err?.message) };
}

const menuOf = async (request: Request): Promise<object> => ({ menu: await request.render('menu') });

const ENDLESS =
  "Pages.menu, a context processor, calls request.render(), which calls the context processors again, without end. Return the values alone and write {{> menu}} where the template menu.hbs is to stand, or call request.app.render('menu', { ... }), which asks no context processors.";

describe('A context processor that renders', () => {
  it('is told that it is called again', async () => {
    const { response, logged } = await outcomeOf(menuOf);
    expect([response.status, logged]).toEqual([500, [ENDLESS]]);
  });

  it('is told so when it has waited before', async () => {
    const { response, logged } = await outcomeOf(async (request) => {
      await null;
      return menuOf(request);
    });
    expect([response.status, logged]).toEqual([500, [ENDLESS]]);
  });

  it('may see to it itself that this ends', async () => {
    const { response } = await outcomeOf(async (request) => {
      if (Object.hasOwn(request.state, 'began')) return undefined;
      Object.assign(request.state, { began: true });
      return menuOf(request);
    });
    expect(response.text).toBe('[menu1]');
  });
});

describe('A handler', () => {
  it('renders thousands of texts at once beside context processors that wait', async () => {
    const { response } = await outcomeOf(
      async () => ({ one: 2 }),
      () => undefined,
      async (request) => (await Promise.all(Array.from({ length: 3000 }, () => request.render('menu')))).length,
    );
    expect(response.text).toBe('3000');
  });
});

describe('A context processor that throws at once', () => {
  it('leaves no rejection of another behind', async () => {
    const unheard: unknown[] = [];
    const listen = (error: unknown): void => void unheard.push(error);
    process.on('unhandledRejection', listen);
    const { response, logged } = await outcomeOf(
      async () => {
        throw new Error('later');
      },
      () => {
        throw new Error('at once');
      },
    );
    await new Promise((done) => setTimeout(done, 20));
    process.off('unhandledRejection', listen);
    expect([response.status, logged, unheard]).toEqual([500, ['at once'], []]);
  });
});
