import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import type { App } from 'phial';

import { createBlog } from '../create-blog.js';
import { Database } from '../database.js';

/** A blog with an empty database, a second connection to it, and its pictures. All are gone after the last spec of the file. */
export async function openBlog(): Promise<{ app: App; database: Database; pictures: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'blog-'));
  const path = join(folder, 'blog.sqlite');
  // Files are sent from below the app's own folder alone.
  const pictures = join(import.meta.dirname, '..', 'instance', `spec-${basename(folder)}`);
  const app = createBlog({ database: path, pictures, secretKey: 'a secret of the specs' });
  await app.ready();
  const database = new Database(path);
  afterAll(async () => {
    await app.close();
    database.close();
    await rm(folder, { recursive: true });
    await rm(pictures, { recursive: true, force: true });
  });
  return { app, database, pictures };
}

/** The browser of somebody who has registered and logged in. Their password is `open sesame`. */
export async function loggedIn(app: App, username: string) {
  const client = app.testClient();
  const form = { username, password: 'open sesame' };
  await client.post('/auth/register', { form });
  await client.post('/auth/login', { form });
  return client;
}
