import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { App } from 'phial';
import type { Mail } from 'phial-login';

import { createMicroblog } from '../create-microblog.js';
import { Mailer } from '../mailer.js';

export class Outbox extends Mailer {
  readonly mails: Mail[] = [];

  send(mail: Mail): Promise<void> {
    this.mails.push(mail);
    return Promise.resolve();
  }
}

/** An empty microblog, and the mails that it sends. It is gone after the last spec of the file. */
export async function openMicroblog(): Promise<{ app: App; outbox: Outbox }> {
  const instance = await mkdtemp(join(tmpdir(), 'microblog-'));
  const outbox = new Outbox();
  const app = createMicroblog({ instance, mailer: outbox, secretKey: 'a secret of the specs' });
  await app.ready();
  afterAll(async () => {
    await app.close();
    await rm(instance, { recursive: true });
  });
  return { app, outbox };
}

/** The browser of somebody who has registered and logged in. Their password is `open sesame`. */
export async function loggedIn(app: App, username: string) {
  const client = app.testClient();
  const form = { username, password: 'open sesame', mail: `${username}@example.com` };
  await client.post('/account/register', { form });
  await client.post('/account/login', { form });
  return client;
}
