import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createApp } from 'phial';

import { myExtension } from '../src/index.js';

await test('it greets by name', async () => {
  const app = createApp({ blueprints: [myExtension()] });
  const { text } = await app.testClient().get('/my-extension/Ada');
  assert.match(text, /<h1>Hello, Ada!<\/h1>/);
  await app.close();
});

await test('it says what it is told to, where it is told to live', async () => {
  const app = createApp({ blueprints: [myExtension({ greeting: 'Good day', prefix: '/greetings' })] });
  const { text } = await app.testClient().get('/greetings/Ada');
  assert.match(text, /<h1>Good day, Ada!<\/h1>/);
  await app.close();
});
