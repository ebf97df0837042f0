import { reference, type Described } from './components.js';

/** What an operation answers when it fails: a problem (RFC 9457), or what the app's own error handlers send. */
export class Failures {
  /** @param own what these send, in an app that says so */
  constructor(private readonly own: Described | undefined) {}

  problem(description: string): object {
    return this.#described(description, 'Problem');
  }

  /** The answer to input that is not valid. */
  validation(description: string): object {
    return this.#described(description, 'ValidationProblem');
  }

  #described(description: string, name: string): object {
    if (this.own !== undefined) return { description, content: json(this.own) };
    return { description, content: { 'application/problem+json': { schema: reference(name) } } };
  }
}

/** A body that is JSON. */
export function json({ reference: schema }: Described): object {
  return { 'application/json': { schema } };
}
