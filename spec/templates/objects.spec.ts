import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createApp, Get, render, type App } from 'phial';

import { loggedBy } from '../support/log-of.js';

class Notes {
  @Get('/')
  index() {
    return render('index', {
      user: { name: 'Ada' },
      notes: [{ title: 'First' }],
      tags: ['new', 'old'],
      numbered: { 1: 'one' },
    });
  }
}

function appWith(template: string, debug: boolean): { app: App; told: () => string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'phial-templates-'));
  writeFileSync(join(folder, 'index.hbs'), template);
  const { logger, entries } = loggedBy();
  const app = createApp({ controllers: [Notes], templates: { folder }, debug, fastify: { logger } });
  return { app, told: () => entries.map(({ msg }) => msg.replaceAll(`${folder}/`, '')) };
}

describe('An object in a page', () => {
  it('is warned of in debug mode, once, with its place', async () => {
    const { app, told } = appWith('<p>{{tags}}</p>\n<p>{{user}}</p>', true);
    await app.testClient().get('/');
    await app.testClient().get('/');
    expect(told()).toEqual([
      'index.hbs:2: {{user}} is an Object, and the page shows [object Object]. Write one of its members, {{user.name}}, or {{json user}}.',
    ]);
  });

  it('may be an item of a list', async () => {
    const { app, told } = appWith('{{#each notes}}{{this}}{{/each}}', true);
    await app.testClient().get('/');
    expect(told()).toEqual([expect.stringContaining('Write one of its members, {{title}}, or {{json this}}.')]);
  });

  it.each([
    ['{{notes}}', '{{notes.[0]}}'],
    ['{{#with notes}}{{this}}{{/with}}', '{{this.[0]}}'],
    ['{{numbered}}', '{{numbered.[1]}}'],
  ])('is told with a path that Handlebars reads: %s', async (template, path) => {
    const { app, told } = appWith(template, true);
    await app.testClient().get('/');
    expect(told()).toEqual([expect.stringContaining(`Write one of its members, ${path}, or`)]);
  });

  it('is not looked for in production, nor in what users write', async () => {
    const production = appWith('{{user}}', false);
    await production.app.testClient().get('/');
    const written = appWith('<p>Why does my page show [object Object]?</p>{{tags}}', true);
    await written.app.testClient().get('/');
    expect([...production.told(), ...written.told()]).toEqual([]);
  });
});
