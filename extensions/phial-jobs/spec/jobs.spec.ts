import { connect } from 'node:net';
import { text as textOf } from 'node:stream/consumers';

import { jest } from '@jest/globals';
import { abort, Controller, createApp, FromRequest, Get, Json, Request } from 'phial';
import type { AppOptions, Blueprint, SetupError } from 'phial';
import { Job, JobRun, Jobs, jobs, type JobsOptions } from 'phial-jobs';
import { z } from 'zod';

import { until } from '../../../spec/support/until.js';

class Outbox {
  readonly sent: unknown[] = [];

  send(mail: unknown) {
    this.sent.push(mail);
  }
}

class Greeting extends Json(z.object({ name: z.string() })) {}

class Mails {
  tries = 0;

  @Job('mail')
  welcome({ userId }: { userId: number }, outbox: Outbox) {
    outbox.send(userId);
  }

  @Job('mail')
  greet(data: Greeting, outbox: Outbox) {
    outbox.send([data instanceof Greeting, data.name]);
  }

  @Job('mail', { attempts: 3, backoff: '1ms' })
  flaky(data: { succeedsAt: number }, outbox: Outbox) {
    if (++this.tries < data.succeedsAt) throw new RangeError(`No luck at ${this.tries}`);
    outbox.send('flaky');
  }

  @Job('sweep', { every: '10ms' })
  sweep(outbox: Outbox) {
    outbox.send('swept');
  }

  plain(_data: number) {}
}

@Controller()
class Pages {
  @Get('/add')
  async add(queue: Jobs) {
    await queue.add(Mails, 'welcome', { userId: 7 });
    return 'added';
  }
}

function appWith(options: JobsOptions = {}, others: AppOptions = {}) {
  const outbox = new Outbox();
  const app = createApp({
    controllers: [Pages],
    services: [new Mails(), outbox],
    blueprints: [jobs(options)],
    fastify: { logger: false },
    ...others,
  });
  return { app, outbox, queue: app.service(Jobs) };
}

/** The same, with what it has logged. */
function withLog(options: JobsOptions = {}, others: AppOptions = {}) {
  const entries: Record<string, unknown>[] = [];
  const write = (line: string): void => void entries.push(JSON.parse(line) as Record<string, unknown>);
  const made = appWith(options, { fastify: { logger: { level: 'info', stream: { write } } as never }, ...others });
  return { ...made, lines: () => entries };
}

describe('A job', () => {
  it('is added by a handler, and called later with its data and services', async () => {
    const { app, outbox } = appWith();
    expect((await app.testClient().get('/add')).text).toBe('added');
    await until(() => outbox.sent.length > 0);
    expect(outbox.sent).toEqual([7]);
    await app.close();
  });

  it('gets data that a schema has checked', async () => {
    const { app, outbox, queue } = appWith();
    await app.ready();
    await queue.add(Mails, 'greet', { name: 'Ada' });
    await until(() => outbox.sent.length > 0);
    expect(outbox.sent).toEqual([[true, 'Ada']]);
    await app.close();
  });

  it('is refused with an option that there is not', async () => {
    const { app, queue } = appWith();
    await app.ready();
    await expect(queue.add(Mails, 'welcome', { userId: 1 }, { dealy: '5m' } as never)).rejects.toThrow(
      "jobs.add() has no option 'dealy', only delay. Write { delay: '10m' }.",
    );
    await expect(queue.add(Mails, 'welcome', { userId: 1 }, { attempts: 3 } as never)).rejects.toThrow(
      "jobs.add() has no option 'attempts', only delay. It is one of @Job(): @Job('mail', { attempts: ... }).",
    );
    await expect(queue.add(Mails, 'welcome', { userId: 1 }, '5m' as never)).rejects.toThrow(
      "jobs.add() was given '5m' for its options. Write { delay: '10m' }.",
    );
    await app.close();
  });

  it('is told of where @Job stands without brackets', () => {
    const decorate = Job as unknown as MethodDecorator;
    class Bare {
      run() {}
    }
    expect(() => {
      decorate(Bare.prototype, 'run', Object.getOwnPropertyDescriptor(Bare.prototype, 'run')!);
    }).toThrow("Bare.run: @Job stands there without brackets\n     Write @Job('mail').");
  });

  it('waits for its time', async () => {
    const { app, outbox, queue } = appWith();
    await app.ready();
    await queue.add(Mails, 'welcome', { userId: 1 }, { delay: '20ms' });
    expect((await queue.counts())[0]).toMatchObject({ queue: 'mail', delayed: 1 });
    await until(() => outbox.sent.length > 0);
    expect(outbox.sent).toEqual([1]);
    await app.close();
  });

  it('is tried again, and each failure is logged with its stack', async () => {
    const { app, outbox, lines } = withLog();
    await app.ready();
    await app.service(Jobs).add(Mails, 'flaky', { succeedsAt: 3 });
    await until(() => outbox.sent.length > 0);
    expect(outbox.sent).toEqual(['flaky']);
    const errors = lines().filter(({ level }) => level === 50);
    expect(errors.map(({ msg, job, attempt }) => [msg, job, attempt])).toEqual([
      ['The job Mails.flaky failed, attempt 1 of 3. It is tried again.', 'Mails.flaky', 1],
      ['The job Mails.flaky failed, attempt 2 of 3. It is tried again.', 'Mails.flaky', 2],
    ]);
    expect(JSON.stringify(errors[0])).toContain('jobs.spec.ts');
    await app.close();
  });

  it('is added by its schedule while the app listens, and the log says that it is kept in the process', async () => {
    const { app, outbox, lines } = withLog();
    await app.run({ port: 0 });
    await until(() => outbox.sent.length > 1);
    expect(outbox.sent.slice(0, 2)).toEqual(['swept', 'swept']);
    expect(lines().filter(({ msg }) => String(msg).startsWith('Jobs are kept in this process'))).toHaveLength(1);
    await app.close();
  });

  it('is added once for each time of its schedule, by timers that are early, too', async () => {
    const runs: number[] = [];
    class Clock {
      @Job('clock', { every: '* * * * * *' })
      tick() {
        runs.push(Math.floor(Date.now() / 1000));
      }
    }
    const { setTimeout: real } = globalThis;
    const { app } = appWith({}, { services: [new Clock()], controllers: [] });
    await app.ready();
    const early = (then: () => void, wait = 0) => real(then, wait > 100 && wait <= 1000 ? wait - 40 : wait);
    const timers = jest.spyOn(globalThis, 'setTimeout').mockImplementation(early);
    await app.run({ port: 0 });
    await new Promise((resolve) => real(resolve, 2500));
    timers.mockRestore();
    await app.close();
    expect(runs.length).toBeGreaterThan(1);
    expect(runs).toEqual([...new Set(runs)]);
  });

  it('is finished when the app is closed, and those that wait are told of', async () => {
    const story: string[] = [];
    let goOn = () => {};
    class Slow {
      @Job('slow')
      async work(data: string) {
        await new Promise<void>((resolve) => (goOn = resolve));
        story.push(data);
      }
    }
    const { app, lines } = withLog({ concurrency: 1 }, { services: [new Slow()], controllers: [] });
    await app.ready();
    const queue = app.service(Jobs);
    await queue.add(Slow, 'work', 'first');
    await queue.add(Slow, 'work', 'second');
    while ((await queue.counts())[0]!.running === 0) await new Promise(setImmediate);
    const closed = app.close();
    await until(() => lines().length > 0);
    goOn();
    await closed;
    expect(story).toEqual(['first']);
    expect(lines().map(({ msg }) => msg)).toContain(
      'Jobs that waited are forgotten with this process: 1. A Redis would keep them.',
    );
  });

  it('that fails while the app is closed is not said to be tried again, and counts as forgotten', async () => {
    let goOn = () => {};
    class Slow {
      @Job('slow', { attempts: 3, backoff: '1d' })
      async work() {
        await new Promise<void>((resolve) => (goOn = resolve));
        throw new Error('No luck');
      }
    }
    const { app, lines } = withLog({}, { services: [new Slow()], controllers: [] });
    await app.ready();
    const queue = app.service(Jobs);
    await queue.add(Slow, 'work');
    while ((await queue.counts())[0]!.running === 0) await new Promise(setImmediate);
    const closed = app.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    goOn();
    await closed;
    expect(lines().map(({ msg }) => msg)).toEqual([
      'The job Slow.work failed, attempt 1 of 3. It is not tried again, since the app is closed.',
      'Jobs that waited are forgotten with this process: 1. A Redis would keep them.',
    ]);
  });

  it('that waits longer than a timer can is not tried at once', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'Date', 'performance'] });
    let tries = 0;
    class Patient {
      @Job('patient', { attempts: 3, backoff: '20d' })
      work() {
        tries++;
        throw new Error('No luck');
      }
    }
    const { app, queue } = appWith({}, { services: [new Patient()], controllers: [] });
    const day = 86_400_000;
    const after = async (days: number) => {
      jest.advanceTimersByTime(days * day);
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      return tries;
    };
    try {
      await app.ready();
      await queue.add(Patient, 'work');
      expect([await after(0), await after(20), await after(39), await after(1)]).toEqual([1, 2, 2, 3]);
      await app.close();
    } finally {
      jest.useRealTimers();
    }
  });

  it('has nothing to do for jobs:work', async () => {
    const { output, exitCode } = await appWith().app.runCommand(['jobs:work']);
    expect([exitCode, output]).toEqual([1, expect.stringContaining('jobs:work needs a Redis')]);
  });
});

describe('A job that runs', () => {
  class Reports {
    readonly runs: [attempt: number, attempts: number, id: string][] = [];
    goOn = () => {};

    @Job('report', { attempts: 2, backoff: '1ms' })
    async make(pages: number, run: JobRun) {
      this.runs.push([run.attempt, run.attempts, run.id]);
      await run.progress((1 / pages) * 100);
      await new Promise<void>((resolve) => (this.goOn = resolve));
    }
  }

  const reporting = async () => {
    const reports = new Reports();
    const made = appWith({}, { services: [reports], debug: true });
    await made.app.ready();
    const id = await made.queue.add(Reports, 'make', 4);
    return { ...made, reports, id };
  };

  it('says how far it is, to whoever has its id', async () => {
    const { app, queue, reports, id } = await reporting();
    expect(await queue.find(id)).toEqual({ queue: 'report', id, name: 'Reports.make', state: 'waiting', progress: 0 });
    while ((await queue.find(id))?.progress !== 25) await new Promise(setImmediate);
    expect(await queue.find(id)).toMatchObject({ state: 'running' });
    expect(await queue.running()).toHaveLength(1);
    expect(reports.runs).toEqual([[1, 2, id]]);
    reports.goOn();
    while ((await queue.find(id)) !== undefined) await new Promise(setImmediate);
    expect(await queue.running()).toEqual([]);
    await app.close();
  });

  it('is shown on the page of jobs', async () => {
    const { app, queue, reports, id } = await reporting();
    while ((await queue.find(id))?.progress !== 25) await new Promise(setImmediate);
    expect((await app.testClient().get('/jobs')).text).toContain('<progress max="100" value="25"');
    reports.goOn();
    await app.close();
  });

  it('refuses progress that is not a percentage', () => {
    const run = new JobRun({ name: 'Reports.make', queue: 'report', id: '1', attempt: 1, attempts: 1 }, () =>
      Promise.resolve(),
    );
    expect(() => run.progress(101)).toThrow('JobRun.progress() takes a number from 0 to 100, not 101.');
  });
});

describe('jobs({ onFailure })', () => {
  it('hears of each attempt that failed', async () => {
    const heard: unknown[] = [];
    const { app, queue, outbox } = appWith({
      onFailure: (error, { name, attempt, attempts }) => heard.push([error.message, name, attempt, attempts]),
    });
    await app.ready();
    await queue.add(Mails, 'flaky', { succeedsAt: 3 });
    await until(() => outbox.sent.length > 0);
    expect(heard).toEqual([
      ['No luck at 1', 'Mails.flaky', 1, 3],
      ['No luck at 2', 'Mails.flaky', 2, 3],
    ]);
    await app.close();
  });

  it('is logged when it fails itself, and the job goes its way', async () => {
    const { app, queue, outbox, lines } = withLog({ onFailure: () => Promise.reject(new Error('No monitoring')) });
    await app.ready();
    await queue.add(Mails, 'flaky', { succeedsAt: 2 });
    await until(() => outbox.sent.length > 0);
    expect(lines().map(({ msg }) => msg)).toContain(
      'jobs({ onFailure }) failed itself. The job is treated as without it.',
    );
    await app.close();
  });
});

describe('A job that throws oddly', () => {
  const thrown: [string, () => unknown, string | undefined][] = [
    ['an object', () => ({ code: 7 }), '{ code: 7 }'],
    ['nothing', () => undefined, 'undefined'],
    ['what has no text', () => Object.create(null) as object, '[Object: null prototype] {}'],
    [
      'an error whose message cannot be read',
      () => Object.defineProperty(new Error(), 'message', { get: refuse }),
      undefined,
    ],
    ['a proxy that tells nothing', () => new Proxy({}, { get: refuse, getPrototypeOf: refuse }), undefined],
    ['an error whose stack is not text', () => Object.assign(new Error('Odd'), { stack: { a: 1 } }), undefined],
  ];
  const refuse = () => {
    throw new Error('No.');
  };

  it.each(thrown)('fails like any other: %s', async (_what, make, message) => {
    class Odd {
      @Job('odd')
      work() {
        throw make();
      }
    }
    const { app } = appWith({}, { services: [new Odd()], controllers: [] });
    await app.ready();
    const queue = app.service(Jobs);
    await queue.add(Odd, 'work');
    while ((await queue.counts())[0]!.failed === 0) await new Promise(setImmediate);
    const [failed] = await queue.failed();
    if (message !== undefined) expect(failed!.message).toBe(message);
    expect([typeof failed!.message, typeof failed!.stack]).toEqual(['string', 'string']);
    await app.close();
  });

  it('is not in the log with what it has told Redis, which ioredis puts on its errors', async () => {
    class Refused extends Error {
      command = { name: 'set', args: ['key', 'a token'] };
      code = 'EFULL';
    }
    class Writing {
      @Job('write')
      work() {
        throw new Error('No luck', { cause: new Refused('OOM') });
      }
      @Job('write')
      workAlone() {
        throw new Refused('OOM');
      }
    }
    const heard: Error[] = [];
    const onFailure = (error: Error) => heard.push(error);
    const { app, queue, lines } = withLog({ onFailure }, { services: [new Writing()], controllers: [] });
    await app.ready();
    for (const name of ['work', 'workAlone'] as const) await queue.add(Writing, name);
    await until(() => heard.length === 2);
    expect(JSON.stringify(lines())).not.toContain('a token');
    expect(lines()[1]!['err']).toMatchObject({ type: 'Refused', message: 'OOM', code: 'EFULL' });
    expect([heard[1] instanceof Refused, 'command' in heard[1]!]).toEqual([true, false]);
    await app.close();
  });

  it('is kept without most of an error that is very long', async () => {
    class Long {
      @Job('long')
      work() {
        throw new Error('x'.repeat(1_000_000));
      }
    }
    const { app } = appWith({}, { services: [new Long()], controllers: [] });
    await app.ready();
    const queue = app.service(Jobs);
    await queue.add(Long, 'work');
    while ((await queue.counts())[0]!.failed === 0) await new Promise(setImmediate);
    const [failed] = await queue.failed();
    expect([failed!.message.length, failed!.stack.length]).toEqual([10_004, 10_004]);
    await app.close();
  });
});

describe('jobs.add()', () => {
  const added = async (add: (queue: Jobs) => Promise<unknown>) => {
    const { app, queue } = appWith();
    await app.ready();
    try {
      await add(queue);
    } finally {
      await app.close();
    }
  };

  it.each([
    [{ userId: new Date(0) }, 'which has no Date (data.userId)'],
    [{ userId: NaN }, 'which has no NaN (data.userId)'],
    [[new Map()], 'which has no Map (data.0)'],
    [10n, 'which has no bigint (data)'],
    // eslint-disable-next-line no-sparse-arrays -- a hole is what it is about
    [[1, , 2], 'which has no undefined (data.1)'],
    [Object.assign(Object.create(null), { toJSON: () => 1 }), 'which has no such object (data)'],
    [JSON.parse('['.repeat(5000) + ']'.repeat(5000)), 'which is at most 1000 levels deep here'],
  ])('refuses data that JSON does not keep: %p', async (data, message) => {
    await expect(added((queue) => queue.add(Mails, 'welcome', data as never))).rejects.toThrow(message);
  });

  it('takes whatever names of members a client has sent', async () => {
    const { app, outbox, queue } = appWith();
    await app.ready();
    await queue.add(Mails, 'welcome', { userId: 1, toJSON: 1, constructor: 2, then: 3 } as never);
    await until(() => outbox.sent.length > 0);
    expect(outbox.sent).toEqual([1]);
    await app.close();
  });

  it('says how it is asked when it is given a name and the data alone', async () => {
    const add = (queue: Jobs): Promise<string> => queue.add('mail' as never, { userId: 1 } as never);
    await expect(added(add)).rejects.toThrow(
      "jobs.add() takes a class, the name of its method, and the data: jobs.add(Mails, 'welcome'",
    );
  });

  it('refuses a method without @Job()', async () => {
    await expect(added((queue) => queue.add(Mails, 'plain', 1))).rejects.toThrow(
      "jobs.add(): Mails.plain is not a job. Write @Job('queue') on the method",
    );
  });

  it('takes a base class of the one that the app has an object of', async () => {
    abstract class Base {
      @Job('mail')
      go(data: number, outbox: Outbox) {
        outbox.send(data);
      }
    }
    class Sub extends Base {}
    const outbox = new Outbox();
    const { app, queue } = appWith({}, { services: [new Sub(), outbox], controllers: [] });
    await app.ready();
    await queue.add(Base, 'go', 1);
    await queue.add(Sub, 'go', 2);
    await until(() => outbox.sent.length > 1);
    expect(outbox.sent).toEqual([1, 2]);
    await app.close();
  });

  it('names the classes of the objects where the app has several of a base class', async () => {
    abstract class Base {
      @Job('mail')
      go(_data: number) {}

      other(_data: number) {}
    }
    class One extends Base {}
    class Another extends Base {}
    const { app, queue } = appWith({}, { services: [new One(), new Another()], controllers: [] });
    await app.ready();
    await expect(queue.add(Base, 'go', 1)).rejects.toThrow(
      "jobs.add(): Base.go could be a job of each: 2 services are an instance of it, One and Another. Write the class of one: jobs.add(One, 'go', ...).",
    );
    await expect(queue.add(Base, 'other', 1)).rejects.toThrow('jobs.add(): Base.other is not a job.');
    await expect(queue.add((() => 1) as never, 'go' as never, 1)).rejects.toThrow('go is not a job.');
    await app.close();
  });

  it('takes no other class of the same name', async () => {
    const made = () => {
      class Mails {
        @Job('mail')
        welcome() {}
      }
      return Mails;
    };
    const [One, Other] = [made(), made()];
    const { app, queue } = appWith({}, { services: [new One()], controllers: [] });
    await app.ready();
    await expect(queue.add(Other, 'welcome')).rejects.toThrow('jobs.add(): Mails.welcome is not a job.');
    await app.close();
    expect(() => appWith({}, { services: [new One(), new Other()], controllers: [] })).toThrow(
      "a queue keeps jobs by 'Mails.welcome' alone",
    );
  });

  it('is of the first when the app has two objects of one class, and says so', async () => {
    class Named {
      constructor(readonly name: string) {}

      @Job('names')
      tell(outbox: Outbox) {
        outbox.send(this.name);
      }
    }
    const outbox = new Outbox();
    const { app, lines } = withLog({}, { services: [new Named('Ada'), new Named('Bob'), outbox], controllers: [] });
    await app.ready();
    await app.service(Jobs).add(Named, 'tell');
    await until(() => outbox.sent.length > 0);
    expect(outbox.sent).toEqual(['Ada']);
    expect(lines().map(({ msg }) => msg)).toContain(
      'The app has Named.tell of two objects, and jobs have a name alone: the first works it.',
    );
    await app.close();
  });

  it('says when it comes too early', async () => {
    const { queue } = appWith();
    await expect(queue.add(Mails, 'welcome', { userId: 1 })).rejects.toThrow('await app.ready()');
  });

  it('is checked by the compiler', () => {
    const check = async (queue: Jobs) => {
      await queue.add(Mails, 'sweep');
      await queue.add(Mails, 'greet', { name: 'Ada' }, { delay: '5m' });
      // @ts-expect-error -- there is no such method
      await queue.add(Mails, 'nothing');
      // @ts-expect-error -- not a method
      await queue.add(Mails, 'tries');
      // @ts-expect-error -- the data is not there
      await queue.add(Mails, 'welcome');
      // @ts-expect-error -- of another type
      await queue.add(Mails, 'welcome', { userId: 'x' });
      // @ts-expect-error -- not a time
      await queue.add(Mails, 'welcome', { userId: 1 }, { delay: 'soon' });
    };
    expect(check).toBeInstanceOf(Function);
  });
});

describe('The page of jobs', () => {
  const failedApp = async (options: JobsOptions = {}, debug = true) => {
    const made = appWith(options, { debug });
    await made.app.ready();
    await made.queue.add(Mails, 'flaky', { succeedsAt: 4 });
    let failed = await made.queue.failed();
    while (failed.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      failed = await made.queue.failed();
    }
    return { ...made, id: failed[0]!.id };
  };

  it('shows those that failed, and tries one again', async () => {
    const { app, outbox, id } = await failedApp();
    const client = app.testClient();
    const { text } = await client.get('/jobs');
    expect(text).toContain('No luck at 3');
    expect(text).toContain(`/jobs/mail/${id}/retry`);
    const { status, location } = await client.post(`/jobs/mail/${id}/retry`);
    expect([status, location]).toEqual([303, '/jobs']);
    await until(() => outbox.sent.length > 0);
    expect(outbox.sent).toEqual(['flaky']);
    expect((await client.post(`/jobs/mail/${id}/retry`)).status).toBe(404);
    await app.close();
  });

  it('refuses a retry that another site sends', async () => {
    const { app, id } = await failedApp();
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await app.testClient().post(`/jobs/mail/${id}/retry`, { headers })).status).toBe(403);
    await app.close();
  });

  it('is not there outside debug mode', async () => {
    const { app, id } = await failedApp({}, false);
    expect((await app.testClient().get('/jobs')).status).toBe(404);
    expect((await app.testClient().post(`/jobs/mail/${id}/retry`)).status).toBe(404);
    await app.close();
  });

  it('is not shown through a proxy that speaks HTTP/1.0, nor under the port of another app', async () => {
    const { app } = await failedApp();
    const { port } = new URL(await app.run({ port: 0 }));
    const ask = async (version: string, host: string): Promise<string> => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.end(`GET /jobs HTTP/${version}\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      return (await textOf(socket)).slice(9, 12);
    };
    expect(await ask('1.1', `127.0.0.1:${port}`)).toBe('200');
    expect(await ask('1.0', `127.0.0.1:${port}`)).toBe('404');
    expect(await ask('1.1', '127.0.0.1:1')).toBe('404');
    await app.close();
  });

  it.each<Record<string, string>>([
    { host: 'evil.example' },
    { 'x-forwarded-for': '192.0.2.1' },
    { via: '1.1 proxy' },
    { 'cf-connecting-ip': '192.0.2.1' },
    { 'true-client-ip': '192.0.2.1' },
    { 'x-client-ip': '192.0.2.1' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' },
  ])('is for this machine alone, and not for %p', async (headers) => {
    const { app } = await failedApp();
    expect((await app.testClient().get('/jobs', { headers })).status).toBe(404);
    await app.close();
  });

  it('takes no guard that everybody has', () => {
    expect(() => appWith({ guard: Outbox })).toThrow('Outbox is there for everybody');
    expect(() => appWith({ guard: Request })).toThrow('Request is there for everybody');
  });

  it('is for whom a guard lets in, at a path of its own', async () => {
    class Admin {
      @FromRequest()
      static of(request: Request) {
        return request.headers.get('x-admin') === undefined ? abort(403) : new Admin();
      }
    }
    const { app } = await failedApp({ guard: Admin, path: '/admin/jobs' }, false);
    expect((await app.testClient().get('/admin/jobs')).status).toBe(403);
    const headers = { 'x-admin': 'yes' };
    expect((await app.testClient().get('/admin/jobs', { headers })).status).toBe(200);
    await app.close();
  });
});

describe('One object of jobs()', () => {
  const appOf = (shared: Blueprint, outbox = new Outbox()) => ({
    outbox,
    app: createApp({ services: [new Mails(), outbox], blueprints: [shared], fastify: { logger: false } }),
  });

  it('works for one app after the other', async () => {
    const shared = jobs();
    for (const id of [1, 2]) {
      const { app, outbox } = appOf(shared);
      await app.ready();
      await app.service(Jobs).add(Mails, 'welcome', { userId: id });
      await until(() => outbox.sent.length > 0);
      expect(outbox.sent).toEqual([id]);
      await app.close();
    }
  });

  it('goes on for an app when one that was never readied is closed', async () => {
    const shared = jobs();
    const [first, { app, outbox }] = [appOf(shared), appOf(shared)];
    await app.ready();
    await first.app.close();
    await app.service(Jobs).add(Mails, 'welcome', { userId: 1 });
    await until(() => outbox.sent.length > 0);
    expect(outbox.sent).toEqual([1]);
    await app.close();
  });

  it('is refused by two apps that are open at once', async () => {
    const shared = jobs();
    const [first, second] = [appOf(shared), appOf(shared)];
    await expect(first.app.ready()).rejects.toThrow('was given to two apps that are open at once');
    await second.app.ready();
    expect(() => appOf(shared)).toThrow('Make one for each: createApp({ blueprints: [jobs()] })');
    await second.app.close();
  });

  it('keeps one schedule in an app that has it under two names', async () => {
    let ticks = 0;
    class Clock {
      @Job('clock', { every: '150ms' })
      tick() {
        ticks++;
      }
    }
    const shared = jobs();
    const blueprints = [shared, { ...shared, name: 'again', prefix: '/again' }];
    const app = createApp({ services: [new Clock()], blueprints, fastify: { logger: false } });
    await app.run({ port: 0 });
    await new Promise((resolve) => setTimeout(resolve, 400));
    await app.close();
    expect(ticks).toBeLessThan(3);
  });
});

describe('Mistakes', () => {
  const made = (options: object) => () => jobs(options);

  const findingsOf = (make: () => unknown): string[] => {
    try {
      make();
    } catch (error) {
      return (error as SetupError).findings.map(({ who, cause, cure }) => `${who}: ${cause}. ${cure}`);
    }
    return [];
  };

  it.each([
    [{ path: 'jobs' }, "jobs(): it was given 'jobs' as path. Write a path such as '/jobs'."],
    [{ gaurd: Object }, "jobs(): it has no option 'gaurd'. There are redis, path, guard,"],
    [{ redis: 'localhost' }, 'Write redis://127.0.0.1:6379'],
    [{ stalledAfter: '1 minute' }, "it was given '1 minute' as stalledAfter. Write a time such as '10s'"],
    [{ onFailure: 'log' }, "it was given 'log' as onFailure. Write a function"],
    [{ work: false }, 'it was given false as work, and no Redis. Write jobs({ redis, work: false })'],
  ])('in options are told: %p', (options, message) => {
    expect(findingsOf(made(options)).join()).toContain(message);
  });

  it('in options are listed, all at once', () => {
    expect(findingsOf(made({ path: 'jobs', concurency: 3 }))).toHaveLength(2);
  });

  const withJob = (options: object, queue = 'mail') => {
    class Wrong {
      @Job(queue, options)
      work() {}
    }
    return createApp({ services: [new Wrong()], blueprints: [jobs()], fastify: { logger: false } });
  };

  it.each([
    ['my mails', {}, "@Job() was given 'my mails' as the name of a queue. Write one of letters,"],
    ['mail', { attempts: 0 }, '@Job() was given 0 as attempts. Write a whole number above 0.'],
    ['mail', { every: 'daily' }, "@Job() was given 'daily' as every. Write a time such as '10s',"],
    ['mail', { every: '0s' }, 'of 1ms at least and 24 days at most, or cron'],
    ['mail', { tries: 3 }, "@Job() has no option 'tries'. There are attempts, backoff, every, timeZone, inject."],
  ])('in @Job(%p, %p) are told at the start', (queue, options, message) => {
    expect(findingsOf(() => withJob(options, queue)).join()).toContain(message);
  });

  it('in @Job() are listed, with those of parameters', () => {
    class Wrong {
      @Job('mail', { tries: 3 } as object)
      send() {}

      @Job('my mails', { backoff: 'soon' as '1s' })
      post(_data: number, _mails: Mails) {}
    }
    const found = findingsOf(() => createApp({ services: [new Wrong()], blueprints: [jobs()] }));
    expect(found.map((one) => one.split(':')[0])).toEqual(['Wrong.send', 'Wrong.post', 'Wrong.post', 'Wrong.post']);
  });

  it.each([{}, { every: '5m' }])('in a time zone without cron are told: %p', (options) => {
    const zone = { ...options, timeZone: 'Europe/Berlin' };
    expect(findingsOf(() => withJob(zone))).toEqual([
      "Wrong.work: @Job() was given a timeZone, and no cron that it is for. Write cron as every, as in '0 3 * * *', or leave timeZone out.",
    ]);
  });

  it('in methods are told: a generator, whose code would never run', () => {
    class Lazy {
      @Job('lazy')
      *some() {}

      @Job('lazy')
      async *more() {}
    }
    expect(findingsOf(() => createApp({ services: [new Lazy()], blueprints: [jobs()] }))).toEqual([
      'Lazy.some: @Job() stands on a generator, whose code nobody would run. Write the method without the star: some() { ... }.',
      'Lazy.more: @Job() stands on a generator, whose code nobody would run. Write the method without the star: more() { ... }.',
    ]);
  });

  it('in cron are told when the app is readied', async () => {
    const zone = withJob({ every: '0 3 * * *', timeZone: 'Mars/Base' });
    await expect(zone.ready()).rejects.toThrow("or 'Mars/Base' is not a time zone");
    await expect(withJob({ every: '0 99 * * *' }).ready()).rejects.toThrow("'0 99 * * *', is not cron");
  });

  it('of a forgotten blueprint are told with its name', () => {
    expect(() => createApp({ services: [new Mails(), new Outbox()], fastify: { logger: false } })).toThrow(
      'Write createApp({ blueprints: [jobs()] }).',
    );
  });
});
