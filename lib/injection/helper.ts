import type { Class } from '../classes/metadata.js';
import { nameOf } from '../classes/signature.js';
import { isPromise } from '../plain/promises.js';
import type { Request } from '../request/request.js';
import { noteWhileOpen } from '../request/resources.js';
import { requestFor, type Surroundings } from '../templates/surroundings.js';
import type { Call } from './call.js';
import type { Method } from './caller.js';

/** A method as templates call it: with what stands there, and Handlebars' options at the end. */
export type HelperCall = (...args: unknown[]) => unknown;

/** A parameter of a helper that the template does not give: it is filled by its type. */
export interface Injected {
  take: Call;
  /** Whether it is made of a request: a service is not. */
  isOfRequest: boolean;
}

/**
 * A helper that gets other things than what stands in the template, behind it. Handlebars' options are not among them.
 *
 * @param own how many arguments are the template's
 */
export function helperWith(
  name: string,
  target: object,
  method: Method,
  own: number,
  injected: readonly Injected[],
): HelperCall {
  const needsRequest = injected.some(({ isOfRequest }) => isOfRequest);
  return (...args) => {
    const { data } = args.pop() as { data: Surroundings };
    // Arguments that the template leaves out are undefined.
    args.length = own;
    const request = needsRequest ? requestFor(name, data) : data.request;
    // Without a request nothing is taken of one.
    for (const { take } of injected) args.push(take(request as Request));
    return method.apply(target, args);
  };
}

/** What a factory or a schema makes, for a helper, which cannot wait for it. */
export function atOnce(helper: string, type: Class, take: Call): Call {
  return (request) => {
    const value = take(request);
    if (!isPromise(value)) return value;
    const failure = failures.get(value);
    if (failure !== undefined) throw failure.error;
    const error = new TypeError(
      `The template helper '${helper}' declares ${nameOf(type)}, which takes time to make, and templates do not wait. Declare it in the handler or in a context processor, too: then it is there.`,
    );
    void Promise.resolve(value).then(
      () => tellLate(request, error),
      () => {},
    );
    throw error;
  };
}

/** What a generator opens when its request has failed already hears of that at its yield. */
function tellLate(request: Request, error: unknown): void {
  if (request.stage !== 'handling' || request.reported !== undefined) noteWhileOpen(request, error);
}

const failures = new WeakMap<object, { error: unknown }>();

/** A promise that is rejected, of which a helper can ask why without waiting. */
export function failed(error: unknown): Promise<never> {
  const promise = Promise.reject<never>(error);
  failures.set(promise, { error });
  return promise;
}
