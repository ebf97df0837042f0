import { join } from 'node:path';

import { createApp, type App } from 'phial';

import { keptSecretKey } from '../blog/secret-key.js';
import { GenericError } from './answers.js';
import { ArticleApi } from './article-api.js';
import { Articles } from './articles.js';
import { CommentApi } from './comment-api.js';
import { Comments } from './comments.js';
import { Database } from './database.js';
import { Errors } from './errors.js';
import { FavoriteApi } from './favorite-api.js';
import { ProfileApi } from './profile-api.js';
import { TagApi } from './tag-api.js';
import { UserApi } from './user-api.js';
import { Users } from './users.js';

/** Options of `createConduit()`. */
export interface ConduitOptions {
  /** A file's path; default `CONDUIT_DATABASE`, or else a file in `instance/`. */
  database?: string;
  /** Default `PHIAL_SECRET_KEY`, or else a key that is made once and kept in `instance/`. */
  secretKey?: string;
}

/** What is kept between two runs; git ignores it. */
const INSTANCE = join(import.meta.dirname, 'instance');

/** Everything below `/api`. The project's document has a 422 for each operation. */
const api = {
  name: 'conduit',
  prefix: '/api',
  controllers: [UserApi, ProfileApi, ArticleApi, CommentApi, FavoriteApi, TagApi, Errors],
  openapi: { responses: { 422: GenericError } },
};

/** The API of the RealWorld project: people write articles, follow each other, and discuss. */
export function createConduit(options: ConduitOptions = {}): App {
  const { PHIAL_SECRET_KEY, CONDUIT_DATABASE } = process.env;
  const database = new Database(options.database ?? (CONDUIT_DATABASE || join(INSTANCE, 'conduit.sqlite')));
  return createApp({
    root: import.meta.dirname,
    blueprints: [api],
    services: [database, new Users(database), new Articles(database), new Comments(database)],
    openapi: {
      info: { title: 'RealWorld Conduit API', version: '1.1.0' },
      routes: '/api',
      errors: GenericError,
      components: { securitySchemes: { Token: { type: 'apiKey', in: 'header', name: 'Authorization' } } },
    },
    secretKey: options.secretKey ?? (PHIAL_SECRET_KEY || keptSecretKey(join(INSTANCE, 'secret-key'))),
  });
}
