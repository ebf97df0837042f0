import { join } from 'node:path';

import { createApp, type App } from 'phial';
import { jobs } from 'phial-jobs';
import { Rooms, websocket } from 'phial-websocket';

import { Pictures } from '../blog/pictures.js';
import { keptSecretKey } from '../blog/secret-key.js';
import { Chat } from './chat.js';
import { Database } from './database.js';
import { Messages } from './messages.js';
import { Presence } from './presence.js';
import { RedisPair } from './redis-pair.js';
import { Thumbnails } from './thumbnails.js';

/** Options of `createChat()`. */
export interface ChatOptions {
  /** A file's path; default `CHAT_DATABASE`, or else a file in `instance/`. */
  database?: string;
  /** The folder of the pictures, below this one; default `instance/pictures`. */
  pictures?: string;
  /** Default `PHIAL_SECRET_KEY`, or else a key that is made once and kept in `instance/`. */
  secretKey?: string;
}

/** What is kept between two runs; git ignores it. */
const INSTANCE = join(import.meta.dirname, 'instance');

/** Rooms in which people talk and show pictures. With `REDIS_URL`, any number of processes are one chat. */
export function createChat(options: ChatOptions = {}): App {
  const { PHIAL_SECRET_KEY, CHAT_DATABASE, REDIS_URL } = process.env;
  const database = new Database(options.database ?? (CHAT_DATABASE || join(INSTANCE, 'chat.sqlite')));
  const pictures = new Pictures(options.pictures ?? join(INSTANCE, 'pictures'));
  const redis = REDIS_URL ? new RedisPair(REDIS_URL) : undefined;
  const rooms = new Rooms(redis && { redis });
  const messages = new Messages(database);
  return createApp({
    root: import.meta.dirname,
    controllers: [Chat],
    blueprints: [websocket({ rooms }), jobs({ redis: REDIS_URL || undefined, work: true, keyPrefix: 'chat-jobs' })],
    services: [
      ...(redis ? [redis] : []),
      database,
      pictures,
      messages,
      new Presence(database),
      new Thumbnails(pictures, messages, rooms),
    ],
    secretKey: options.secretKey ?? (PHIAL_SECRET_KEY || keptSecretKey(join(INSTANCE, 'secret-key'))),
  });
}
