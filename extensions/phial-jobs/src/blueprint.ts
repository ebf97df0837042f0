import { join } from 'node:path';

import type { App, Blueprint } from 'phial';

import { jobMark, tasksOf } from './job.js';
import { Jobs } from './jobs.js';
import { checkGuard, guardBy, JobsPage } from './page.js';
import { settingsOf, type JobsOptions } from './settings.js';
import { Work } from './work.js';

/**
 * Jobs: a blueprint that adds and works the methods with `@Job()`, with a page of those that failed and the command `jobs:work`.
 *
 * @example
 * ```ts
 * createApp({ blueprints: [jobs({ redis: process.env.REDIS_URL })], services: [new Mails()] });
 * ```
 *
 * @throws SetupError that lists the options that there are not, or whose values are wrong
 */
export function jobs(options: JobsOptions = {}): Blueprint {
  const settings = settingsOf(options);
  const service = new Jobs(settings);
  return {
    name: 'jobs',
    prefix: settings.path,
    controllers: [guardBy(settings.guard), JobsPage, Work],
    services: [service],
    templates: join(import.meta.dirname, '..', 'templates'),
    setup(app) {
      checkGuard(settings.guard, app);
      if (service.isOf(app)) return;
      const tasks = tasksOf(app.marked(jobMark), app.log);
      if (settings.works && tasks.length > 0) workWhileListening(app, service);
      return service.open(tasks, app);
    },
  };
}

/** Commands and specs that only ready the app begin no schedules. */
function workWhileListening(app: App, jobs: Jobs): void {
  app.fastify.addHook('onListen', async () => {
    if (jobs.settings.redis === undefined) tellOfMemory(app);
    await jobs.work();
  });
}

function tellOfMemory({ log, debug }: App): void {
  const level = process.env['NODE_ENV'] === 'production' && !debug ? 'warn' : 'info';
  log[level](
    'Jobs are kept in this process, and forgotten with it. A Redis keeps them: jobs({ redis: process.env.REDIS_URL }).',
  );
}
