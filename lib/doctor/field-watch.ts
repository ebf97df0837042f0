import { sentenceOf } from '../plain/setup-error.js';
import type { Call } from '../injection/call.js';

/** What to do instead of setting a field of a controller. */
export const SHARED_CURE =
  'Keep what belongs to one request in a variable, request.state or the session; what is meant for all in a service.';

/** In debug mode: warns of a controller's field that was set during a request. All requests share it. */
export class FieldWatch {
  /** `Class.field`: each is told once. */
  readonly #told = new Set<string>();

  constructor(private readonly warn: (text: string) => void) {}

  /** The same call, with a look at the controller's fields before and after it. */
  around(call: Call, controller: object, who: string): Call {
    return (request, given) => {
      const before = new Map(Object.entries(controller));
      const compare = (): void => this.#compare(before, controller, who);
      let value: unknown;
      try {
        value = call(request, given);
      } catch (error) {
        compare();
        throw error;
      }
      // Another thenable may start its work when it is asked, and so is not asked twice.
      if (value instanceof Promise) return value.finally(compare);
      compare();
      return value;
    };
  }

  #compare(before: ReadonlyMap<string, unknown>, controller: object, who: string): void {
    for (const [name, value] of Object.entries(controller)) {
      if (before.has(name) && Object.is(before.get(name), value)) continue;
      const field = `${controller.constructor.name}.${name}`;
      if (this.#told.has(field)) continue;
      this.#told.add(field);
      this.warn(
        sentenceOf({
          code: 'PH703',
          who: field,
          cause: `it was set while ${who} served a request, and all requests share it`,
          cure: SHARED_CURE,
        }),
      );
    }
  }
}
