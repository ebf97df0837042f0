import { isPromise } from '../plain/promises.js';
import type { Request } from '../request/request.js';
import { isAnsweredMeanwhile } from '../request/stage.js';
import type { Call } from './call.js';

/** What is taken of a request for a parameter. */
export interface Argument {
  take: Call;
  /** Whether it may be a promise to wait for. Services may have a `then` of their own. */
  mayWait: boolean;
}

export type Method = (this: object, ...args: unknown[]) => unknown;

/** One function for each number of arguments: no list is made, and nothing waits, unless it must. */
export function callerOf(target: object, method: Method, list: readonly Argument[]): Call {
  if (list.some(({ mayWait }) => mayWait))
    return (request, given) => gatherAndCall(target, method, list, request, given);
  const [a, b, c, d] = list.map(({ take }) => take) as [Call, Call, Call, Call];
  switch (list.length) {
    case 0:
      return () => method.call(target);
    case 1:
      return (request, given) => method.call(target, a(request, given));
    case 2:
      return (request, given) => method.call(target, a(request, given), b(request, given));
    case 3:
      return (request, given) => method.call(target, a(request, given), b(request, given), c(request, given));
    case 4:
      return (request, given) =>
        method.call(target, a(request, given), b(request, given), c(request, given), d(request, given));
    default:
      return (request, given) =>
        method.apply(
          target,
          list.map(({ take }) => take(request, given)),
        );
  }
}

/**
 * Takes the arguments in order; from the first that is a promise on, it waits. A factory may have answered the request, as
 * guards that were written for Fastify do, or taken too long: then nothing more is made, and the method is not called.
 */
function gatherAndCall(
  target: object,
  method: Method,
  list: readonly Argument[],
  request: Request,
  given: unknown,
): unknown {
  const values = new Array<unknown>(list.length);
  // Error handlers and after-hooks are called when there is an answer already: for them it says nothing.
  const wasAnswered = isAnsweredMeanwhile(request);
  for (let index = 0; index < list.length; index++) {
    const { take, mayWait } = list[index]!;
    const value = take(request, given);
    if (mayWait && isPromise(value))
      return gatherRest(target, method, list, request, given, values, index, value, wasAnswered);
    if (mayWait && !wasAnswered && isAnsweredMeanwhile(request)) return undefined;
    values[index] = value;
  }
  return method.apply(target, values);
}

async function gatherRest(
  target: object,
  method: Method,
  list: readonly Argument[],
  request: Request,
  given: unknown,
  values: unknown[],
  index: number,
  pending: Promise<unknown>,
  wasAnswered: boolean,
): Promise<unknown> {
  values[index] = await pending;
  for (let next = index + 1; next < list.length; next++) {
    if (!wasAnswered && isAnsweredMeanwhile(request)) return undefined;
    const { take, mayWait } = list[next]!;
    const value = take(request, given);
    values[next] = mayWait && isPromise(value) ? await value : value;
  }
  return !wasAnswered && isAnsweredMeanwhile(request) ? undefined : method.apply(target, values);
}
