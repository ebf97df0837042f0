import { writeFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { App, ContextProcessor, createApp, Get, OnStart, OnStop, render, TemplateHelper } from 'phial';

describe('A service', () => {
  const root = mkdtempSync(join(tmpdir(), 'phial-services-'));
  beforeAll(() => {
    mkdirSync(join(root, 'templates'));
    writeFileSync(join(root, 'templates/page.hbs'), '{{shout word}} from {{shop}}');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const events: string[] = [];

  class Store {
    @OnStart()
    open(app: App) {
      events.push(`store opened, ${app.routes.length} route`);
    }

    @OnStop()
    leave() {
      events.push('store left');
    }

    close() {
      events.push('store closed');
    }

    @TemplateHelper()
    shout(word: string) {
      return `${word}!`;
    }

    @ContextProcessor()
    values() {
      return { shop: 'the shop' };
    }
  }

  class Pages {
    @OnStart()
    open() {
      events.push('pages opened');
    }

    @Get('/')
    index() {
      return render('page', { word: 'Hello' });
    }
  }

  it('is closed once when its close() is marked with @OnStop()', async () => {
    const calls: unknown[][] = [];

    class Pool {
      @OnStop()
      close(app: App) {
        calls.push([app]);
      }
    }
    const app = createApp({ services: [new Pool()], fastify: { logger: false } });
    await app.ready();
    await app.close();
    expect(calls).toEqual([[app]]);
  });

  it('has methods that run with the app, before those of controllers, and gives templates helpers and values', async () => {
    const app = createApp({ controllers: [Pages], services: [new Store()], root, fastify: { logger: false } });
    expect((await app.testClient().get('/')).text).toBe('Hello! from the shop');
    await app.close();
    expect(events).toEqual(['store opened, 1 route', 'pages opened', 'store left', 'store closed']);
  });
});
