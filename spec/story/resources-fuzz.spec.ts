import fc from 'fast-check';
import { Abort, AfterRequest, BeforeRequest, ErrorHandler, FromRequest, Get, Redirect, Response } from 'phial';

import { quietApp } from '../support/quiet-app.js';
import { until } from '../support/until.js';

/** More by hand, and others each time: `FUZZ=10 npx jest spec/story/resources-fuzz.spec.ts`. */
const TIMES = Number(process.env['FUZZ'] ?? 1);
const RUNS = { numRuns: 60 * TIMES, ...(process.env['FUZZ'] === undefined && { seed: 20_261_129 }) };

/** What a part of a request does, when it is its turn. */
const deeds: Record<string, () => unknown> = {
  nothing: () => undefined,
  text: () => 'text',
  data: () => ({ some: 'data' }),
  response: () => new Response('made', { status: 201 }),
  redirect: () => new Redirect('/there'),
  'thrown redirect': () => raise(new Redirect('/there')),
  abort: () => raise(new Abort(409)),
  error: () => raise(new RangeError('no')),
  undefined: () => raise(undefined),
  'a promise': () => raise(Promise.resolve(1)),
  'what cannot be rendered': () => ({ toJSON: () => raise(new Error('unseen')) }),
};
/** The name of one. */
type Deed = string;

function raise(thrown: unknown): never {
  throw thrown;
}

/** What a generator does with what arrives at its yield. */
type Ending = 'passes on' | 'swallows' | 'replaces' | 'fails';

interface Plot {
  before: Deed;
  handler: Deed;
  after: Deed;
  errorHandler: Deed;
  isLate: Record<'first' | 'second' | 'handler' | 'errorHandler', boolean>;
  endings: [Ending, Ending];
  isAskedFor: Record<'before' | 'handler' | 'after' | 'errorHandler', boolean>;
}

let plot: Plot;
let begun: string[] = [];
let ended: string[] = [];

function act(deed: Deed, isLate = false): unknown {
  return isLate ? new Promise(setImmediate).then(deeds[deed]) : deeds[deed]!();
}

function* rest<Thing>(name: string, ending: Ending, thing: Thing): Generator<Thing, void> {
  begun.push(name);
  try {
    yield thing;
    if (ending === 'fails') throw new Error(`${name} fails`);
  } catch (error) {
    if (ending === 'replaces') throw new Abort(410);
    if (ending !== 'swallows') throw error;
  } finally {
    ended.push(name);
  }
}

class First {
  @FromRequest()
  static *open() {
    yield* rest('first', plot.endings[0], new First());
  }
}

class Second {
  @FromRequest()
  static async *open(_first: First) {
    if (plot.isLate.second) await new Promise(setImmediate);
    try {
      yield* rest('second', plot.endings[1], new Second());
    } finally {
      if (plot.isLate.first) await new Promise(setImmediate);
    }
  }
}

function appOf({ isAskedFor }: Plot) {
  const asked = (part: keyof Plot['isAskedFor']): object[] => (isAskedFor[part] ? [Second, First] : []);
  class Pages {
    @BeforeRequest({ inject: asked('before') })
    before(): unknown {
      return act(plot.before);
    }
    @Get('/', { inject: asked('handler') })
    index(): unknown {
      return act(plot.handler, plot.isLate.handler);
    }
    @AfterRequest({ inject: asked('after') })
    after(): unknown {
      return act(plot.after);
    }
    @ErrorHandler(Error, { inject: asked('errorHandler') })
    failed(): unknown {
      return act(plot.errorHandler, plot.isLate.errorHandler);
    }
  }
  return quietApp([Pages], { debug: false });
}

const deed = fc.constantFrom(...Object.keys(deeds));
const mostly = fc.oneof({ weight: 3, arbitrary: fc.constant<Deed>('nothing') }, { weight: 1, arbitrary: deed });
const ending = fc.constantFrom<Ending>('passes on', 'swallows', 'replaces', 'fails');
const flag = fc.boolean();
const plots = fc.record<Plot>({
  before: mostly,
  handler: deed,
  after: mostly,
  errorHandler: deed,
  isLate: fc.record({ first: flag, second: flag, handler: flag, errorHandler: flag }),
  endings: fc.tuple(ending, ending),
  isAskedFor: fc.record({ before: flag, handler: flag, after: flag, errorHandler: flag }),
});

describe('Whatever happens in a request', () => {
  it(
    'each generator ends once, in reverse, before the response unless after-hooks alone ask for it',
    async () => {
      await fc.assert(
        fc.asyncProperty(plots, async (one) => {
          plot = one;
          [begun, ended] = [[], []];
          const { status } = await appOf(one).testClient().get('/');
          if (one.isAskedFor.after) await until(() => ended.length === begun.length);
          expect(status).toBeGreaterThanOrEqual(200);
          expect([...ended].sort()).toEqual([...begun].sort());
          expect(ended).toEqual([...begun].reverse());
        }),
        RUNS,
      );
    },
    60_000 * TIMES,
  );
});
