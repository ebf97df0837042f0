import { inspect } from 'node:util';

import { isPromise, settled } from '../plain/promises.js';
import { blame } from '../request/blame.js';
import type { Hook, PlannedRequest } from './plan.js';

/** What the context processors of a request give: each its value, or a promise of it. */
export function callContext(request: PlannedRequest, nest?: Nest): unknown[] {
  const values: unknown[] = [];
  const { context } = request.plan;
  try {
    for (const hook of context) {
      if (nest !== undefined) nest.calling = hook;
      values.push(blamedFor(request, hook, hook.call(request)));
    }
  } catch (error) {
    blame(request, error, context[values.length]!.who);
    // Nobody is going to wait for the others, and a rejection that nobody hears of ends the process.
    for (const value of values) if (isPromise(value)) void settled(value).catch(() => {});
    throw error;
  }
  return values;
}

function blamedFor(request: PlannedRequest, hook: Hook, value: unknown): unknown {
  return isPromise(value) ? blamedLater(request, hook, value) : value;
}

async function blamedLater(request: PlannedRequest, { who }: Hook, value: Promise<unknown>): Promise<unknown> {
  try {
    return await value;
  } catch (error) {
    blame(request, error, who);
    throw error;
  }
}

/**
 * The same for `request.render()`, which a context processor may call as well: then it is called again by that.
 *
 * @throws Error when there is no end to it
 */
export async function contextOfText(request: PlannedRequest): Promise<unknown[]> {
  let nest = nests.get(request);
  if (nest === undefined) nests.set(request, (nest = { depth: 0, calling: undefined, waiting: new Set() }));
  if (nest.depth >= DEEPEST) throw endless([nest.calling!.who]);
  if (nest.waiting.size >= MOST) throw endless(pendingIn(nest, request.plan.context));
  nest.depth++;
  let values: unknown[];
  try {
    values = callContext(request, nest);
  } finally {
    nest.depth--;
  }
  nest.waiting.add(values);
  try {
    return await Promise.all(values);
  } finally {
    nest.waiting.delete(values);
  }
}

/** The texts that `request.render()` is making for a request. */
interface Nest {
  /** How many of them a context processor has asked for within another, in one turn of the event loop. */
  depth: number;
  /** The context processor that was called last. */
  calling: Hook | undefined;
  /** What each of them waits for, the first first. Behind an `await` nobody knows which of them was asked for by which. */
  waiting: Set<unknown[]>;
}

const nests = new WeakMap<PlannedRequest, Nest>();

/** A processor may render, and see to it itself that this ends. */
const DEEPEST = 20;

/** A handler may ask for thousands of texts at once. */
const MOST = 10_000;

/** Who has not answered the first text yet. Node tells nobody but `inspect()` whether a promise is pending. */
function pendingIn({ waiting }: Nest, context: readonly Hook[]): string[] {
  const [first] = waiting;
  const pending = context.filter((_hook, place) => inspect(first![place]).includes('<pending>'));
  return (pending.length === 0 ? context : pending).map(({ who }) => who);
}

function endless(names: readonly string[]): Error {
  return new Error(
    `${names.join(' or ')}, a context processor, calls request.render(), which calls the context processors again, without end. Return the values alone and write {{> menu}} where the template menu.hbs is to stand, or call request.app.render('menu', { ... }), which asks no context processors.`,
  );
}
