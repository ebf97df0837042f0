import { join } from 'node:path';

import { FileSessionStore, configFromEnv, createApp, type App } from 'phial';
import { jobs } from 'phial-jobs';
import { login } from 'phial-login';
import { z } from 'zod';

import { keptSecretKey } from '../blog/secret-key.js';
import { PostApi, UserApi } from './api.js';
import { Avatars } from './avatars.js';
import { Database } from './database.js';
import { ErrorPages } from './error-pages.js';
import { ExportPages } from './export-pages.js';
import { Exports } from './exports.js';
import { Feed } from './feed.js';
import { NewMember } from './forms.js';
import { FolderMailer, type Mailer } from './mailer.js';
import { MessagePages } from './message-pages.js';
import { Messages } from './messages.js';
import { Notifications } from './notifications.js';
import { Posts } from './posts.js';
import { Profiles } from './profiles.js';
import { Users } from './users.js';
import { LANGUAGES, Translation } from './words.js';

/** Options of `createMicroblog()`. */
export interface MicroblogOptions {
  /** The folder of all that is kept between two runs; default `instance/`, which git ignores. */
  instance?: string;
  /** Default one that writes into the instance folder. */
  mailer?: Mailer;
  /** Default `PHIAL_SECRET_KEY`, or else a key that is made once and kept in the instance folder. */
  secretKey?: string;
}

/** `MICROBLOG_BASE_URL`, with which links in mails begin. */
const Settings = z.object({ baseUrl: z.url().default('http://127.0.0.1:5000') });

/** People write, follow each other, and send each other messages. */
export function createMicroblog(options: MicroblogOptions = {}): App {
  const { instance = join(import.meta.dirname, 'instance') } = options;
  const { PHIAL_SECRET_KEY, REDIS_URL } = process.env;
  const { mailer = new FolderMailer(join(instance, 'mails')) } = options;
  const database = new Database(join(instance, 'microblog.sqlite'));
  return createApp({
    root: import.meta.dirname,
    baseUrl: configFromEnv('MICROBLOG', Settings).baseUrl,
    blueprints: [
      login({
        registration: true,
        registrationForm: NewMember,
        mail: (mail) => mailer.send(mail),
        apiTokens: { store: new FileSessionStore({ folder: join(instance, 'tokens') }) },
        languages: LANGUAGES,
      }),
      jobs({ redis: REDIS_URL || undefined }),
      { name: 'web', controllers: [Feed, Profiles, MessagePages, ExportPages] },
      { name: 'api', prefix: '/api', controllers: [UserApi, PostApi] },
    ],
    controllers: [Avatars, Notifications, Translation, ErrorPages],
    services: [
      database,
      new Users(database),
      new Posts(database),
      new Messages(database),
      new Exports(database),
      mailer,
    ],
    openapi: {
      info: { title: 'Microblog', version: '1.0.0' },
      routes: '/api',
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
    locale: LANGUAGES,
    secretKey: options.secretKey ?? (PHIAL_SECRET_KEY || keptSecretKey(join(instance, 'secret-key'))),
  });
}
