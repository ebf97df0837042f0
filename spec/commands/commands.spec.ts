import { jest } from '@jest/globals';
import { z } from 'zod';

import {
  Abort,
  abort,
  App,
  Command,
  Controller,
  Get,
  html,
  OnStart,
  Options,
  redirect,
  render,
  Response,
  type AppOptions,
  type CommandResult,
} from 'phial';
import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

class Store {
  isOpen = false;
  readonly notes: string[] = [];

  @OnStart()
  open() {
    this.isOpen = true;
  }

  @Command('wipe', 'Removes all notes')
  wipe() {
    this.notes.length = 0;
    return 'Nothing is left.';
  }
}

class SeedOptions extends Options(
  z.object({
    dryRun: z.boolean().default(false).describe('change nothing'),
    colour: z.boolean().default(true),
    prefix: z.string().default('note').meta({ short: 'p' }).describe('what notes begin with'),
    times: z.number().int().min(1).optional(),
    tag: z.array(z.string()).default([]),
    level: z.array(z.number()).optional(),
    size: z.enum(['small', 'large']).optional(),
  }),
) {}

class Upload extends Options(z.object({ to: z.string(), isPublic: z.boolean() })) {}

@Controller()
class Notes {
  constructor(private readonly store: Store) {}

  @Get('/')
  index() {
    return this.store.notes;
  }

  @Command('seed [count]', 'Fills the database')
  seed(app: App, options: SeedOptions, count: number = 10) {
    if (!options.dryRun) for (let at = 1; at <= count; at++) this.store.notes.push(`${options.prefix} ${at}`);
    return `${this.store.isOpen} ${app.routes.length} ${count} ${JSON.stringify(options)}`;
  }

  @Command('upload <file>')
  upload(file: string, options: Upload) {
    return { file, ...options };
  }

  @Command('add <a> <b>')
  add(a: number, b: bigint) {
    return BigInt(a) + b;
  }

  @Command('join <first> <others...>')
  join(first: boolean, others: string[]) {
    return `${first}: ${others.join('+')}`;
  }

  @Command('list')
  async *list() {
    yield 'one';
    yield { two: 2 };
  }

  @Command('fail')
  fail() {
    throw new TypeError('The disk is full.');
  }

  @Command('escaped')
  escaped() {
    return html`${'<b>'}`;
  }

  @Command('bytes')
  bytes() {
    return Buffer.from('raw');
  }

  @Command('halves')
  *halves() {
    const bytes = Buffer.from('ü');
    yield bytes.subarray(0, 1);
    yield bytes.subarray(1);
  }

  @Command('function')
  function() {
    return run;
  }

  @Command('class')
  *class() {
    yield Store;
  }

  @Command('symbol')
  symbol() {
    return Symbol('notes');
  }

  @Command('give-up')
  giveUp() {
    return new Abort(400, 'Nothing to do.');
  }

  @Command('page')
  page() {
    const name = 'page';
    return render(name);
  }

  @Command('response')
  response() {
    return new Response('x');
  }

  @Command('map')
  map() {
    return new Map([['a', 1]]);
  }

  @Command('maps')
  maps() {
    return [new Map([['a', 1]])];
  }

  @Command('big', 'Returns what JSON does not know')
  big() {
    return { size: 1n };
  }

  @Command('away')
  away() {
    redirect('/login');
  }

  @Command('odd')
  odd() {
    throw { odd: 'thing' };
  }

  @Command('refuse <id>')
  async refuse(id: number) {
    abort(404, `There is no note ${id}.`);
  }

  @Command('quiet')
  quiet() {}
}

function run(args: string[], options: AppOptions = {}): Promise<CommandResult> {
  return quietApp([Notes], { services: [new Store()], ...options }).runCommand(args);
}

describe('A command', () => {
  it('is called with the app made ready, services, and its arguments, and what it returns is printed', async () => {
    const { exitCode, output } = await run(['seed', '2']);
    expect({ exitCode, output }).toEqual({
      exitCode: 0,
      output: 'true 1 2 {"dryRun":false,"colour":true,"prefix":"note","tag":[]}\n',
    });
  });

  it('has a default where an argument is left out', async () => {
    expect((await run(['seed'])).output).toContain(' 10 ');
  });

  it('has the exit code that it sets, which is not that of the process that calls it', async () => {
    class Checks {
      @Command('audit')
      check() {
        process.exitCode = 3;
        return 'Two are late.';
      }
    }
    expect(await quietApp([Checks]).runCommand(['audit'])).toEqual({ exitCode: 3, output: 'Two are late.\n' });
    expect(process.exitCode).toBeUndefined();
  });

  it('may belong to a service', async () => {
    expect(await run(['wipe'])).toEqual({ exitCode: 0, output: 'Nothing is left.\n' });
  });

  it('takes options, long and short, on and off', async () => {
    const args = [
      'seed',
      '--dry-run',
      '3',
      '-p',
      'x',
      '--no-colour',
      '--tag',
      'a',
      '--tag=b',
      '--times',
      '4',
      '--level',
      '1',
      '--level',
      '2',
      '--size',
      'large',
    ];
    expect((await run(args)).output).toBe(
      'true 1 3 {"dryRun":true,"colour":false,"prefix":"x","times":4,"tag":["a","b"],"level":[1,2],"size":"large"}\n',
    );
  });

  it('takes a boolean that was not given for false', async () => {
    expect(JSON.parse((await run(['upload', 'a.txt', '--to', 'here'])).output)).toEqual({
      file: 'a.txt',
      to: 'here',
      isPublic: false,
    });
  });

  it.each([
    [['add', '1', '9007199254740993'], '9007199254740994\n'],
    [['add', '-1', '3'], '2\n'],
    [['join', 'true', 'a', 'b'], 'true: a+b\n'],
    [['join', 'false', '--', '-a'], 'false: -a\n'],
    [['list'], 'one\n{\n  "two": 2\n}\n'],
    [['quiet'], ''],
  ])('prints of %j', async (args, output) => {
    expect(await run(args)).toEqual({ exitCode: 0, output });
  });

  it('that throws has its message as output, exit code 1, and its stack in the log', async () => {
    const { logger, entries } = loggedBy();
    expect(await run(['fail'], { fastify: { logger } })).toEqual({ exitCode: 1, output: 'The disk is full.\n' });
    expect(entries.map(({ msg, err }) => [msg, err?.type])).toEqual([['The command fail failed', 'TypeError']]);
  });

  it('prints what html`` made as text', async () => {
    expect((await run(['escaped'])).output).toBe('&lt;b&gt;\n');
  });

  it('prints bytes as they are, also where a character is in two parts', async () => {
    expect((await run(['bytes'])).output).toBe('raw');
    expect((await run(['halves'])).output).toBe('ü');
  });

  it('that returns an Abort has thrown it', async () => {
    expect(await run(['give-up'])).toEqual({ exitCode: 1, output: 'Nothing to do.\n' });
  });

  it.each([
    ['page', 'The command page returned a Rendering, and there is no client to send it to. '],
    ['response', 'The command response returned a Response, and there is no client to send it to. '],
    ['big', 'The command big returned what JSON cannot hold: Do not know how to serialize a BigInt'],
    ['map', 'The command map returned a Map, which JSON would lose. Return an object: Object.fromEntries(map).'],
    [
      'function',
      'The command function returned the function run, which cannot be printed. Return text, data or bytes.',
    ],
    ['class', 'The command class returned the function Store, which cannot be printed.'],
    ['symbol', 'The command symbol returned the symbol Symbol(notes), which cannot be printed.'],
    ['away', 'The command away redirects to /login. There is no client to send there: return text, or throw an Abort.'],
    ['odd', "{ odd: 'thing' }"],
  ])('that gives what cannot be printed fails with a sentence: %s', async (name, sentence) => {
    const { logger, entries } = loggedBy();
    const { exitCode, output } = await run([name], { fastify: { logger } });
    expect(output).toContain(sentence);
    expect(exitCode).toBe(1);
    expect(entries.map(({ msg }) => msg)).toEqual([`The command ${name} failed`]);
  });

  it('that returns data of which JSON would lose something says what, and prints nothing', async () => {
    const { exitCode, output } = await run(['maps']);
    expect([exitCode, output]).toEqual([
      1,
      expect.stringContaining('There is one of the class Map at [0], which JSON would lose.'),
    ]);
  });

  it('that aborts has its message alone', async () => {
    const { logger, entries } = loggedBy();
    expect(await run(['refuse', '7'], { fastify: { logger } })).toEqual({
      exitCode: 1,
      output: 'There is no note 7.\n',
    });
    expect(entries).toEqual([]);
  });

  it.each([
    [['seed', 'many'], "value 'many' is invalid for argument 'count'. It is not a number."],
    [['seed', '1', '2'], 'too many arguments'],
    [['add', '1'], "missing required argument 'b'"],
    [['add', '1', '2.5'], 'Write digits alone.'],
    [['join', 'yes', 'a'], 'Write true or false.'],
    [['seed', '--dry-rum'], "unknown option '--dry-rum'\n(Did you mean --dry-run?)"],
    [['seed', '--times', 'x'], "option '--times <number>' argument 'x' is invalid. It is not a number."],
    [['seed', '--times', '0'], "error: option '--times': "],
    [['seed', '--size', 'huge'], 'Allowed choices are small, large.'],
    [['seed', '--prefix'], "option '-p, --prefix <text>' argument missing"],
    [['upload', 'a.txt'], "required option '--to <text>' not specified"],
    [['upload', 'a.txt', '--ot', 'b'], "unknown option '--ot'\n(Did you mean --to?)"],
    [['sed'], "error: there is no command 'sed'. Did you mean 'seed'"],
    [[], 'seed [count]'],
  ])('that is called as %j is not called, with exit code 2', async (args, sentence) => {
    const result = await run(args);
    expect(result.output).toContain(sentence);
    expect(result.exitCode).toBe(2);
  });

  it('is called by a list of words', async () => {
    await expect(run('seed 20' as never)).rejects.toThrow(
      "app.runCommand() takes a list of words, not 'seed 20'. Write ['seed', '20'].",
    );
  });

  it('says how it is called', async () => {
    const { exitCode, output } = await run(['seed', '--help']);
    expect(exitCode).toBe(0);
    expect(output).toContain('Usage: phial seed [options] [count]');
    expect(output).toContain('Fills the database');
    expect(output).toMatch(/--dry-run +change nothing/);
    expect(output).toMatch(/-p, --prefix <text> +what notes begin with \(default: "note"\)/);
  });

  it('is listed by --help', async () => {
    const { exitCode, output } = await run(['--help']);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^ {2}seed \[count\] +Fills the database$/m);
  });

  it('of a blueprint has its name before its own', async () => {
    const blueprints = [{ name: 'shop', blueprints: [{ name: 'admin', controllers: [Notes] }] }];
    const app = quietApp([], { services: [new Store()], blueprints });
    expect(await app.runCommand(['shop.admin:refuse', '3'])).toEqual({ exitCode: 1, output: 'There is no note 3.\n' });
  });

  it('of a blueprint is named to whoever left the name away', async () => {
    const app = quietApp([], { blueprints: [{ name: 'shop', controllers: [Notes] }], services: [new Store()] });
    const { exitCode, output } = await app.runCommand(['seed']);
    expect([exitCode, output]).toEqual([2, "error: there is no command 'seed'. Did you mean 'shop:seed'?\n"]);
  });

  it('of a service of a blueprint has its name, too', async () => {
    const app = quietApp([], { blueprints: [{ name: 'shop', prefix: '/shop', services: [new Store()] }] });
    expect((await app.runCommand(['shop:wipe'])).output).toBe('Nothing is left.\n');
  });

  it('is not called when the app does not start, which runCommand() fails with', async () => {
    const called = jest.fn();
    class Unready {
      @OnStart()
      async open() {
        throw new Error('The database is away.');
      }

      @Command('count')
      count() {
        called();
      }
    }
    const app = quietApp([], { services: [new Unready()] });
    await expect(app.runCommand(['count'])).rejects.toThrow('The database is away.');
    expect(called).not.toHaveBeenCalled();
  });

  it('does not make the app ready when it is called in a wrong way', async () => {
    const store = new Store();
    const open = jest.spyOn(store, 'open');
    await run(['seed', 'many'], { services: [store] });
    expect(open).not.toHaveBeenCalled();
  });
});

describe('What a command threw', () => {
  const thrown: Record<string, unknown> = {
    refused: new AggregateError([
      new Error('connect ECONNREFUSED ::1:5432'),
      new Error('connect ECONNREFUSED 127.0.0.1'),
    ]),
    coded: Object.assign(new Error(), { code: 'EPERM' }),
    named: new RangeError(),
    nested: new AggregateError([new AggregateError([new TypeError(), { code: 5 }])]),
    looped: Object.assign(new Error(), { errors: [] as unknown[] }),
    object: { code: 5 },
    text: 'away',
    nothing: undefined,
  };
  (thrown['looped'] as AggregateError).errors.push(thrown['looped']);

  class Failing {
    @Command('fail <name>')
    fail(name: string) {
      throw thrown[name];
    }
  }

  it.each([
    ['refused', 'connect ECONNREFUSED ::1:5432\nconnect ECONNREFUSED 127.0.0.1\n'],
    ['coded', 'EPERM\n'],
    ['named', 'RangeError\n'],
    ['nested', 'TypeError\n{ code: 5 }\n'],
    ['looped', 'Error\n'],
  ])('without a message is told by what it holds, its code or its name: %s', async (name, output) => {
    expect(await quietApp([Failing]).runCommand(['fail', name])).toEqual({ exitCode: 1, output });
  });

  it.each([
    ['object', '{ code: 5 }'],
    ['text', "'away'"],
    ['nothing', 'undefined'],
  ])('is in the log, also when it is no Error: %s', async (name, shown) => {
    const { logger, entries } = loggedBy();
    await quietApp([Failing], { fastify: { logger } }).runCommand(['fail', name]);
    expect(entries.map(({ msg, err }) => [msg, err?.message])).toEqual([
      ['The command fail failed', `The command fail threw ${shown}, which is no Error.`],
    ]);
  });

  it('is printed on its lines, and moves no cursor', async () => {
    class Notes {
      @Command('fail')
      fail() {
        throw new Abort(400, 'No note\n\u001b[2J\r\u009b2J\u202eok');
      }
    }
    expect((await quietApp([Notes]).runCommand(['fail'])).output).toBe('No note\n\\u001b[2J\\r\\u009b2J\\u202eok\n');
  });
});
