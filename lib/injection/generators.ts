import { inspect } from 'node:util';

import { attempt, isPromise, settled, then } from '../plain/promises.js';
import type { Request } from '../request/request.js';
import {
  resourcesOf,
  type Failure,
  type GeneratorStep,
  type OpenGenerator,
  type SomeGenerator,
} from '../request/resources.js';
import { Abort } from '../response/abort.js';
import { Redirect } from '../response/redirect.js';
import { Response } from '../response/response.js';
import type { Factory } from './made.js';

/** Whether a factory is a generator, by what it gave: compilers make functions of another kind of one, for old targets. */
export function isGenerator(value: unknown): value is SomeGenerator {
  const { next, throw: hear, return: end } = Object(value) as Partial<Record<keyof SomeGenerator, unknown>>;
  return [next, hear, end].every((member) => typeof member === 'function');
}

/** Runs a generator up to its yield, and gives what that yields. */
export function runToYield(request: Request, factory: Factory, generator: SomeGenerator): unknown {
  const first = generator.next();
  return isPromise(first)
    ? runToYieldLater(request, factory, generator, first)
    : open(request, factory, generator, first);
}

function runToYieldLater(
  request: Request,
  factory: Factory,
  generator: SomeGenerator,
  first: Promise<GeneratorStep>,
): unknown {
  return settled(first).then((step) => open(request, factory, generator, step));
}

function open(request: Request, factory: Factory, generator: SomeGenerator, { done, value }: GeneratorStep): unknown {
  if (done === true) throw isEnd(value) ? value : yieldedNothing(factory);
  if (!(value instanceof factory.type)) return refuse({ generator, who: factory.who }, misfit(factory, value));
  resourcesOf(request).generators.push({ generator, who: factory.who });
  return value;
}

/** What a generator has yielded cannot be used. It is told so, to close what it has opened. */
function refuse(opened: OpenGenerator, thrown: unknown): unknown {
  return then(endGenerator(opened, { thrown }), (failure) => {
    throw failure!.thrown;
  });
}

/**
 * Does what stands behind the yield. An error arrives there.
 *
 * @returns the failure, or the one that came in its place; it never throws
 */
export function endGenerator(
  opened: OpenGenerator,
  failure: Failure | undefined,
): Failure | undefined | Promise<Failure | undefined> {
  try {
    const { generator } = opened;
    const step = isHeardByGenerators(failure) ? generator.throw(failure.thrown) : generator.next();
    if (isPromise(step)) return endLater(opened, failure, step);
    return step.done === true ? failure : refuseSecond(opened);
  } catch (thrown) {
    return failureOf(opened, failure, thrown);
  }
}

async function endLater(
  opened: OpenGenerator,
  failure: Failure | undefined,
  step: Promise<GeneratorStep>,
): Promise<Failure | undefined> {
  try {
    const { done } = await step;
    return done === true ? failure : await refuseSecond(opened);
  } catch (thrown) {
    return failureOf(opened, failure, thrown);
  }
}

function failureOf({ who }: OpenGenerator, failure: Failure | undefined, thrown: unknown): Failure {
  return failure !== undefined && thrown === failure.thrown ? failure : { thrown, who };
}

/**
 * Whether a failure arrives at the yields: an error. A redirect, or another response that is thrown and says nothing of an
 * error, is how a request ends that went well: the generators simply go on.
 */
export function isHeardByGenerators(failure: Failure | undefined): failure is Failure {
  if (failure === undefined || failure.thrown instanceof Redirect) return false;
  return !(failure.thrown instanceof Response) || failure.thrown.status >= 400;
}

function refuseSecond({ generator, who }: OpenGenerator): Failure | Promise<Failure> {
  const ended = attempt<unknown>(
    () => generator.return(undefined),
    () => undefined,
  );
  return then(ended, () => ({ thrown: yieldedTwice(who), who }));
}

function yieldedTwice(who: string): TypeError {
  return new TypeError(
    `${who} yielded twice. A generator factory yields once: what stands behind the yield runs when the handler is done.`,
  );
}

function isEnd(value: unknown): boolean {
  return value instanceof Abort || value instanceof Redirect;
}

function yieldedNothing({ type, who }: Factory): TypeError {
  return new TypeError(
    `${who}, a generator, yielded nothing. Write yield new ${type.name}(...), once, or throw an Abort or a Redirect.`,
  );
}

function misfit({ type, who }: Factory, value: unknown): unknown {
  if (isEnd(value)) return value;
  const what = isPromise(value) ? 'a promise' : value === undefined ? 'undefined' : inspect(value, { depth: 0 });
  const cure = isPromise(value)
    ? 'Make it static async *, and yield what the promise gives.'
    : 'Write yield new this(...), which makes subclasses, too.';
  return new TypeError(`${who} yielded ${what}, which is not an instance of ${type.name}. ${cure}`);
}
