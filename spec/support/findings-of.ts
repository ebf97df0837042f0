import { createApp, SetupError, type AppOptions } from 'phial';

/** What the doctor finds of an app: each entry as one line of text. */
export function findingsOf(options: AppOptions): string[] {
  try {
    createApp({ fastify: { logger: false }, ...options });
  } catch (error) {
    if (error instanceof SetupError) return error.findings.map(({ who, cause, cure }) => `${who}: ${cause}. ${cure}`);
    throw error;
  }
  return [];
}
