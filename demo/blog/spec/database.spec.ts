import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Database } from '../database.js';

const folder = await mkdtemp(join(tmpdir(), 'blog-'));
afterAll(() => rm(folder, { recursive: true }));

describe('Database', () => {
  it('makes the file and the folders that lead to it', async () => {
    const path = join(folder, 'made at', '100%', 'the start?.sqlite');
    const database = new Database(path);
    await database.createTables();
    database.close();
    const again = new Database(pathToFileURL(path).href);
    expect(await again.query('SELECT * FROM user')).toEqual([]);
    again.close();
  });

  it('keeps its rows when the tables are there already', async () => {
    const database = new Database(':memory:');
    await database.createTables();
    await database.change("INSERT INTO user (username, password) VALUES ('alice', 'hash')");
    await database.createTables();
    expect(await database.query('SELECT username FROM user')).toEqual([{ username: 'alice' }]);
    database.close();
  });

  it('refuses a post whose author does not exist', async () => {
    const database = new Database(':memory:');
    await database.createTables();
    await expect(database.change("INSERT INTO post (author_id, title, body) VALUES (1, '', '')")).rejects.toThrow(
      'FOREIGN KEY',
    );
    database.close();
  });

  it('never gives the id of a deleted user to another', async () => {
    const database = new Database(':memory:');
    await database.createTables();
    await database.change("INSERT INTO user (username, password) VALUES ('alice', 'hash')");
    await database.change('DELETE FROM user');
    await database.change("INSERT INTO user (username, password) VALUES ('mallory', 'hash')");
    expect(await database.query('SELECT id FROM user')).toEqual([{ id: 2 }]);
    database.close();
  });

  it.each([
    'http://localhost:8080',
    'https://example.com',
    'libsql://example.com',
    'ws://localhost:8080',
    'wss://example.com',
  ])('takes %s for a server', (url) => {
    const database = new Database(url, 'a token');
    database.close();
  });
});
