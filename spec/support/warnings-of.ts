import { createApp, type AppOptions } from 'phial';

/** What `createApp()` warns of, each as one line of text. */
export function warningsOf(options: AppOptions): string[] {
  const warnings: string[] = [];
  const stream = {
    write(line: string) {
      const { level, msg } = JSON.parse(line) as { level: number; msg: string };
      if (level === 40) warnings.push(msg);
    },
  };
  createApp({ ...options, fastify: { logger: { stream } } });
  return warnings;
}
