import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import { app } from '../app.js';

after(() => app.close());

describe('the guestbook', () => {
  it('thanks who signs it, and greets them from then on', async () => {
    const client = app.testClient();
    const { text } = await client.post('/sign', { form: { name: 'Ada' }, followRedirects: true });
    assert.match(text, /Thank you, Ada\./);
    assert.match(text, /Welcome back, Ada/);
  });

  it('asks for a name', async () => {
    const { text } = await app.testClient().post('/sign', { form: { name: ' ' } });
    assert.match(text, /Please write your name\./);
  });

  it('is there as JSON', async () => {
    const client = app.testClient();
    await client.post('/sign', { form: { name: 'Grace' } });
    const { names } = (await client.get('/api/names')).json() as { names: string[] };
    assert.equal(names.at(-1), 'Grace');
    assert.equal((await client.get(`/api/names/${names.length + 1}`)).status, 404);
  });

  it('is described at /docs', async () => {
    const client = app.testClient();
    assert.equal((await client.get('/docs', { followRedirects: true })).status, 200);
    assert.match((await client.get('/openapi.json')).text, /"\/api\/names"/);
  });

  it('has an icon', async () => {
    assert.equal((await app.testClient().get('/favicon.ico', { followRedirects: true })).status, 200);
  });
});
