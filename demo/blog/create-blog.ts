import { join } from 'node:path';

import KeyvRedis from '@keyv/redis';
import { Keyv } from 'keyv';
import { configFromEnv, createApp, type App } from 'phial';
import { login } from 'phial-login';
import { z } from 'zod';

import { Api } from './api.js';
import { Blog } from './blog.js';
import { Database } from './database.js';
import { ErrorPages } from './error-pages.js';
import { Pictures } from './pictures.js';
import { Posts } from './posts.js';
import { keptSecretKey } from './secret-key.js';
import { Users } from './users.js';

/** Options of `createBlog()`. */
export interface BlogOptions {
  /** A file's path or a libsql URL; default `BLOG_DATABASE`, or else a file in `instance/`. */
  database?: string;
  /** The folder of the posts' pictures, below this one; default `instance/pictures`. */
  pictures?: string;
  /** Default `PHIAL_SECRET_KEY`, or else a key that is made once and kept in `instance/`. */
  secretKey?: string;
}

/** What the blog keeps between two runs; git ignores it. */
const INSTANCE = join(import.meta.dirname, 'instance');

/** The blog's own settings: `BLOG_DATABASE`, `BLOG_DATABASE_TOKEN`. */
const Settings = z.object({
  database: z.string().min(1).default(join(INSTANCE, 'blog.sqlite')),
  databaseToken: z.string().optional(),
});

/** Everybody may know who is registered: each post names its author. */
const WORDS = { logIn: 'Log In', unknownName: 'Incorrect username.', wrongPassword: 'Incorrect password.' };

/** A blog: visitors register and log in, write posts, and change or delete their own. */
export function createBlog(options: BlogOptions = {}): App {
  const settings = configFromEnv('BLOG', Settings);
  const { PHIAL_SECRET_KEY, REDIS_URL } = process.env;
  const database = new Database(options.database ?? settings.database, settings.databaseToken);
  return createApp({
    root: import.meta.dirname,
    blueprints: [
      login({ name: 'auth', prefix: '/auth', home: 'blog.index', registration: true, texts: { en: WORDS } }),
    ],
    controllers: [Blog, Api, ErrorPages],
    services: [
      database,
      new Users(database),
      new Posts(database),
      new Pictures(options.pictures ?? join(INSTANCE, 'pictures')),
    ],
    openapi: {
      info: { title: 'Phial Blog', version: '1.0.0' },
      routes: '/api',
      components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'session' } } },
    },
    secretKey: options.secretKey ?? (PHIAL_SECRET_KEY || keptSecretKey(join(INSTANCE, 'secret-key'))),
    session: REDIS_URL ? { store: new Keyv(new KeyvRedis(REDIS_URL), { namespace: 'blog' }) } : {},
  });
}
