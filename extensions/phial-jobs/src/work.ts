import { Abort, App, Command, Controller, Options, type StandardSchema } from 'phial';

import { Jobs } from './jobs.js';
import { isCount } from './settings.js';

// A type, since an interface does not count as an object of any fields.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
type Given = { concurrency?: number; queue?: string[] };

const MEMBERS = {
  type: 'object',
  properties: {
    concurrency: { type: 'integer', description: 'jobs of one queue that run at once' },
    queue: { type: 'array', items: { type: 'string' }, description: 'a queue to work; default all of them' },
  },
};

/** By hand, so that an app need not have a library for it. */
const schema: StandardSchema<unknown, Given> = {
  '~standard': {
    version: 1,
    vendor: 'phial-jobs',
    validate: (given) => {
      const value = given as Given;
      if (value.concurrency === undefined || isCount(value.concurrency)) return { value };
      return { issues: [{ path: ['concurrency'], message: 'Write a whole number above 0.' }] };
    },
    jsonSchema: { input: () => MEMBERS, output: () => MEMBERS },
  },
};

class WorkOptions extends Options(schema) {}

/** `phial jobs:work` */
@Controller()
export class Work {
  constructor(
    private readonly jobs: Jobs,
    private readonly app: App,
  ) {}

  @Command('work', 'Works the jobs that other processes add, until it is told to stop')
  async work({ concurrency = this.jobs.settings.concurrency, queue: queues = this.jobs.queues }: WorkOptions) {
    this.#check(queues);
    const told = signal();
    await this.jobs.work(queues, concurrency);
    this.app.log.info(`Working ${queues.join(', ')}, ${concurrency} jobs of each at once. SIGTERM and SIGINT end it.`);
    this.app.log.info(`${await told}: finishing the jobs that run`);
    await this.jobs.stop();
  }

  #check(queues: readonly string[]): void {
    if (this.jobs.settings.redis === undefined)
      throw new Abort(
        501,
        'jobs:work needs a Redis, in which other processes leave jobs: jobs({ redis: process.env.REDIS_URL }). Without one, the app works its jobs itself.',
      );
    const known = this.jobs.queues;
    if (known.length === 0) throw new Abort(501, "The app has no jobs. Mark a method of a service with @Job('queue').");
    const unknown = queues.find((queue) => !known.includes(queue));
    if (unknown !== undefined) throw new Abort(404, `There is no queue '${unknown}'. There are ${known.join(', ')}.`);
  }
}

/** The first signal; a second one ends the process at once, and its jobs run again elsewhere. */
function signal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let isTold = false;
    const hear = (name: NodeJS.Signals): void => {
      if (isTold) process.exit(1);
      isTold = true;
      resolve(name);
    };
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, hear);
  });
}
