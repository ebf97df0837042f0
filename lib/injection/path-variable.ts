import { inspect } from 'node:util';

import { expectedBy, type Converter } from '../classes/converters.js';
import { Abort } from '../response/abort.js';
import type { Class } from '../classes/metadata.js';
import type { PathClass } from '../classes/path-class.js';
import { isPromise } from '../plain/promises.js';
import { Redirect } from '../response/redirect.js';
import { quotedBriefly } from '../plain/shown.js';
import type { Request } from '../request/request.js';
import type { Call } from './call.js';

/** A path variable, converted; what does not convert is a path that does not exist, as Flask's converters have it. */
export function variableOf(name: string, convert: Converter): Call {
  return (request) => {
    const text = textOf(request, name);
    if (text === undefined) return undefined;
    const value = convert(text);
    if (value === undefined) throw new Abort(404, mismatch(request, name, text, ...expectedBy(convert)));
    return value;
  };
}

/** A path variable as an instance of a class, which says itself what text stands for one. */
export function instanceOf(name: string, type: PathClass): Call {
  return (request) => {
    const text = textOf(request, name);
    if (text === undefined) return undefined;
    // No variable is empty, and so none of them need to think of it.
    const value = text === '' ? undefined : type.fromPath(text);
    return isPromise(value)
      ? value.then((one) => existing(request, name, type, text, one))
      : existing(request, name, type, text, value);
  };
}

/** What `fromPath()` gave: an instance, nothing, or what a handler could have thrown. */
function existing(request: Request, name: string, type: PathClass, text: string, value: unknown): unknown {
  if (value instanceof type) return value;
  const who = `${type.name}.fromPath()`;
  // A database says null of what it does not have.
  if (value == null) throw new Abort(404, mismatch(request, name, text, type.name, `${who} returned nothing for it`));
  if (value instanceof Abort || value instanceof Redirect) throw value;
  const isOfBase = type.prototype instanceof (value.constructor as Class) && value.constructor !== Object;
  const cure = isOfBase
    ? `Have ${value.constructor.name}.fromPath() make subclasses, too, by new this(...).`
    : `It returns a ${type.name}, or undefined for a 404.`;
  throw new TypeError(`${who} returned ${inspect(value, { depth: 0 })}, which is not a ${type.name}. ${cure}`);
}

function textOf({ fastifyRequest }: Request, name: string): string | undefined {
  return (fastifyRequest.params as Record<string, string | undefined>)[name];
}

/** Why there is nothing at a path, for its developer. */
function mismatch({ plan }: Request, name: string, text: string, type: string, cure: string): string | undefined {
  if (!plan.runtime.mode.debug) return undefined;
  return `The path variable '${name}' of ${plan.who} is a ${type}, and ${quotedBriefly(text)} is not one: ${cure}.`;
}
