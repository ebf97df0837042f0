import assert from 'node:assert/strict';
import { test } from 'node:test';

import { app } from '../app.js';

await test('the guestbook thanks who signs it, and greets them from then on', async () => {
  const client = app.testClient();
  const { text } = await client.post('/sign', { form: { name: 'Ada' }, followRedirects: true });
  assert.match(text, /Thank you, Ada\./);
  assert.match(text, /Welcome back, Ada/);
});

await test('the guestbook asks for a name', async () => {
  const { text } = await app.testClient().post('/sign', { form: { name: ' ' } });
  assert.match(text, /Please write your name\./);
});

await test('the guestbook is there as JSON', async () => {
  const client = app.testClient();
  await client.post('/sign', { form: { name: 'Grace' } });
  const { names } = (await client.get('/api/names')).json<{ names: string[] }>();
  assert.equal(names.at(-1), 'Grace');
  assert.equal((await client.get(`/api/names/${names.length + 1}`)).status, 404);
});

await test('the guestbook is described at /docs', async () => {
  const client = app.testClient();
  assert.equal((await client.get('/docs', { followRedirects: true })).status, 200);
  assert.match((await client.get('/openapi.json')).text, /"\/api\/names"/);
});

await test('the guestbook has an icon', async () => {
  assert.equal((await app.testClient().get('/favicon.ico', { followRedirects: true })).status, 200);
});

await app.close();
