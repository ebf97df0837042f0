// pydantic: a setting is missing in the environment.
// told: start PH419
// says: NOTES_MAIL_FROM | it is missing | Set it in the environment
import { configFromEnv, createApp } from 'phial';
import { z } from 'zod';

declare module 'phial' {
  interface Config {
    mailFrom?: string;
  }
}

// cure: process.env['NOTES_MAIL_FROM'] = 'notes@example.com';
export const app = createApp({ config: configFromEnv('NOTES', z.object({ mailFrom: z.email() })) });
