// Express: a setting is read from a variable that nobody set.
// told: start PH417
// says: config | its 'database' is undefined | configFromEnv('APP', schema)
import { configFromEnv, createApp } from 'phial';
import { z } from 'zod';

declare module 'phial' {
  interface Config {
    database?: string;
  }
}

// cure: process.env['APP_DATABASE'] = 'file:notes.db';
const config = { database: process.env['DATABASE_URL']! }; // cure: const config = configFromEnv('APP', z.object({ database: z.string() }));
export const app = createApp({ config });
