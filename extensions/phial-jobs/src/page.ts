import { abort, App, BeforeRequest, Controller, Get, Post, redirect, render, Request, type Class } from 'phial';

import { Jobs } from './jobs.js';

/** The page of failed jobs. */
@Controller('', { name: 'page', openapi: false })
export class JobsPage {
  constructor(private readonly jobs: Jobs) {}

  @Get('')
  async index(request: Request) {
    const [queues, failed] = await Promise.all([this.jobs.counts(), this.jobs.failed()]);
    const rows = failed.map((job) => ({
      ...job,
      failedAt: job.failedAt.toISOString(),
      retryUrl: request.urlFor('.retry', { queue: job.queue, id: job.id }),
    }));
    return render('jobs/index', { queues, failed: rows });
  }

  /** Phial refuses it of other sites. */
  @Post('/:queue/:id/retry')
  async retry(request: Request) {
    // Not parameters: variables of the blueprint's prefix would have to be some, too.
    const { queue = '', id = '' } = request.params;
    if (!(await this.jobs.retry(queue, id))) abort(404, 'There is no such job any more.');
    return redirect(request.urlFor('.index'), 303);
  }
}

/** Decides who sees the page: a class that is made of the request, and throws. */
export function guardBy(guard: Class | undefined): new (...args: never[]) => object {
  if (guard === undefined) return DebugGuard;
  class Guard {
    // Made for each request, it has thrown by now for who may not.
    check(_allowed: unknown): void {}
  }
  BeforeRequest({ scope: 'blueprint', inject: [guard] })(
    Guard.prototype,
    'check',
    Object.getOwnPropertyDescriptor(Guard.prototype, 'check')! as TypedPropertyDescriptor<Guard['check']>,
  );
  return Guard;
}

@Controller()
class DebugGuard {
  constructor(private readonly app: App) {}

  @BeforeRequest({ scope: 'blueprint' })
  check() {
    if (!this.app.debug) abort(404);
  }
}
