import type { JsonSchema } from '../input/json-schema.js';
import type { Components, Described } from './components.js';
import { reference } from './reference.js';

/** What an operation answers when it fails: a problem (RFC 9457), or what the app's own error handlers send. */
export class Failures {
  /** @param own what these send, in an app that says so */
  constructor(
    private readonly components: Components,
    private readonly own: Described | undefined,
  ) {}

  /** @param handled what a handler may return with such a status, beside what is thrown */
  problem(description: string, handled?: Described): object {
    return this.#described(description, this.components.problem, handled);
  }

  /** The answer to input that is not valid. */
  validation(description: string): object {
    return this.#described(description, this.components.validationProblem);
  }

  #described(description: string, name: string, handled?: Described): object {
    const own = [handled, this.own].filter((one) => one !== undefined);
    if (this.own !== undefined) return { description, content: contentOf(own) };
    const problem = { 'application/problem+json': { schema: reference(name) } };
    return { description, content: { ...contentOf(own), ...problem } };
  }
}

/** The bodies that may be sent: text is sent as a page, and everything else as JSON. */
export function contentOf(described: readonly Described[]): object {
  const types = new Map<string, JsonSchema[]>();
  for (const { mediaTypes, reference: schema } of described)
    for (const type of mediaTypes) types.set(type, [...(types.get(type) ?? []), schema]);
  return Object.fromEntries(
    [...types].map(([type, all]) => [type, { schema: all.length === 1 ? all[0] : { anyOf: all } }]),
  );
}
