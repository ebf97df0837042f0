import {
  abort,
  App,
  BeforeRequest,
  Controller,
  Get,
  Post,
  redirect,
  render,
  Request,
  Session,
  SetupError,
  type Class,
} from 'phial';

import { shortened } from './failures.js';
import { Jobs } from './jobs.js';

/** The page of failed jobs. */
@Controller('', { name: 'page', openapi: false })
export class JobsPage {
  constructor(private readonly jobs: Jobs) {}

  @Get('')
  async index(request: Request) {
    const [queues, running, failed] = await Promise.all([this.jobs.counts(), this.jobs.running(), this.jobs.failed()]);
    const rows = failed.map((job) => ({
      ...job,
      data: shortened(job.data),
      failedAt: job.failedAt.toISOString(),
      retryUrl: request.urlFor('.retry', { queue: job.queue, id: job.id }),
    }));
    return render('jobs/index', { queues, running, failed: rows });
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

/**
 * What is there for whoever asks would let everybody in.
 *
 * @throws SetupError for a guard that is not made of the request
 */
export function checkGuard(guard: Class | undefined, app: App): void {
  if (guard === undefined || !([Request, Session, App].includes(guard as never) || isService(guard, app))) return;
  const cause = `${guard.name} is there for everybody`;
  const cure = 'Give it a class with a static @FromRequest() method, which throws for who may not see the page.';
  throw new SetupError([{ who: 'jobs({ guard })', cause, cure }]);
}

/** Of two that fit, the doctor has told by now. */
function isService(type: Class, app: App): boolean {
  try {
    app.service(type);
    return true;
  } catch {
    return false;
  }
}

/** What jobs were given is for who sits at this machine, as the debug page is. */
@Controller()
class DebugGuard {
  constructor(private readonly app: App) {}

  @BeforeRequest({ scope: 'blueprint' })
  check(request: Request) {
    if (!this.app.debug || !request.isFromDeveloper) abort(404);
  }
}
