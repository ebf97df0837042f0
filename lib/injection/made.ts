import { inspect } from 'node:util';

import type { Class } from '../classes/metadata.js';
import { baseNameOf } from '../plain/member.js';
import type { Request } from '../request/request.js';
import { resourcesOf } from '../request/resources.js';
import { settled } from '../plain/promises.js';
import { Abort } from '../response/abort.js';
import { Redirect } from '../response/redirect.js';
import { isGenerator, runToYield } from './generators.js';

/** A factory, as far as what it makes is concerned. */
export interface Factory {
  /** The class that is declared. */
  type: Class;
  /** `Transaction.open`, for messages. */
  who: string;
  /** The app's, which factories may hand on, and which live longer than a request. */
  services: readonly object[];
}

/** The instance that a factory returned, yields, or will. An `Abort` or `Redirect` is as good as thrown. */
export function made(request: Request, factory: Factory, value: unknown): unknown {
  if (value instanceof factory.type) {
    if (isDisposable(value)) keepDisposable(request, factory, value);
    return value;
  }
  if (isGenerator(value)) return runToYield(request, factory, value);
  if (value instanceof Abort || value instanceof Redirect) throw value;
  throw notMade(factory, value);
}

// A function of its own: one with a callback in it makes a context for that at each call, needed or not.
export function madeLater(request: Request, factory: Factory, value: Promise<unknown>): Promise<unknown> {
  return settled(value).then((one) => made(request, factory, one));
}

function isDisposable(value: object): boolean {
  return Symbol.asyncDispose in value || Symbol.dispose in value;
}

/** A factory may give what another one of the request made: that is disposed of once. */
function keepDisposable(request: Request, { who, services }: Factory, object: object): void {
  if (services.includes(object)) return;
  const { disposables } = resourcesOf(request);
  if (!disposables.some((one) => one.object === object)) disposables.push({ object, who });
}

/** The doctor has found the circles of parameters: what is left is a page, whose parts have parameters as well. */
export function neededByItself(maker: Factory | Class): Error {
  const name = 'type' in maker ? maker.type.name : maker.name;
  const who = 'who' in maker ? `its own factory, ${maker.who}` : 'what reads it';
  return new Error(
    `${name} is needed by ${who}: it renders a template, and a context processor or a helper declares ${name}. Let that take a Request, or render in the handler.`,
  );
}

/** A factory's mistake; none of one that has answered the request by hand, and so has nothing to give. */
export class NotMade extends TypeError {}

function notMade({ type, who }: Factory, value: unknown): NotMade {
  const base = baseNameOf(value, type);
  const cure =
    base === undefined
      ? 'A @FromRequest() method returns an instance of its class, or throws an Abort or a Redirect.'
      : `The factory is ${base}'s, which makes subclasses by new this(...).`;
  return new NotMade(
    `${who} returned ${value === undefined ? 'nothing' : `${inspect(value, { depth: 0 })}, which is no ${type.name}`}. ${cure}`,
  );
}
