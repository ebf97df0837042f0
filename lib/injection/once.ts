import type { Class } from '../classes/metadata.js';
import { isPromise } from '../plain/promises.js';
import { blame } from '../request/blame.js';
import type { Request } from '../request/request.js';
import type { Call } from './call.js';
import { failed } from './helper.js';
import { neededByItself, type Factory } from './made.js';

/** Where in `request.made` is what each factory and input class makes. */
export type Places = Map<Factory | Class, number>;

/** Makes an instance once per request: who asks meanwhile waits for the same, and who asks after a failure gets the same error. */
export function oncePerRequest(places: Places, maker: Factory | Class, make: Call): Call {
  const place = places.get(maker) ?? places.size;
  places.set(maker, place);
  return (request) => {
    const all = (request.made ??= new Array<unknown>(places.size));
    const known = all[place];
    if (known === undefined) {
      all[place] = MAKING;
      const value = makeOrFail(make, request, maker);
      all[place] = value;
      if (isPromise(value)) keepWhenMade(request, place, value, maker);
      return value;
    }
    if (known === MAKING) throw neededByItself(maker);
    return known;
  };
}

/** Stands for what is being made, until there is a promise of it or the thing itself. */
const MAKING = Symbol('making');

function keepWhenMade(request: Request, place: number, value: Promise<unknown>, maker: Factory | Class): void {
  value.then(
    (instance) => {
      request.made![place] = instance;
    },
    (error: unknown) => blameMaker(request, error, maker),
  );
}

function makeOrFail(make: Call, request: Request, maker: Factory | Class): unknown {
  try {
    return make(request);
  } catch (error) {
    blameMaker(request, error, maker);
    // Kept as a rejected promise, so that who asks later gets the same error.
    return failed(error);
  }
}

/** What an input class throws is the client's mistake, or one of a schema of the handler's. */
function blameMaker(request: Request, error: unknown, maker: Factory | Class): void {
  if ('who' in maker) blame(request, error, maker.who);
}
