import type { Request } from './request.js';

/** What factories have opened for a request, and what has to be ended again. It is made with the first of that. */
export class Resources {
  /** Generator factories that have yielded their object, in this order: what stands behind the yield is still to be done. */
  readonly generators: OpenGenerator[] = [];
  /** What plain factories made and has a `Symbol.dispose` or `Symbol.asyncDispose`. */
  readonly disposables: MadeDisposable[] = [];
  /** What a hook or error handler threw that was answered by others: those that it opened hear of it when they end. */
  failure: Failure | undefined = undefined;
  /** Whether the handler is done with them, or none was called. */
  isHandled: boolean;
  /** Whether the response is out, and what is opened now has nobody to end it. */
  isOut = false;
  /** What was answered in place of a handler, or error handler, that still works with them: they end when it does. */
  interruption: Failure | undefined = undefined;
  /** How often that was so: an error handler that began before the last time is late. */
  interruptions = 0;

  constructor({ stage }: Request) {
    this.isHandled = stage !== 'handling';
  }

  /** Whether an error was answered in place of what still works with them. */
  get isInterrupted(): boolean {
    return this.interruption !== undefined;
  }
}

/** A generator that has yielded. */
export interface OpenGenerator {
  generator: SomeGenerator;
  /** `Transaction.open`, for messages. */
  who: string;
}

/** A generator of either kind, as far as it is used. */
export interface SomeGenerator {
  next(): GeneratorStep | Promise<GeneratorStep>;
  throw(error: unknown): GeneratorStep | Promise<GeneratorStep>;
  return(value: undefined): GeneratorStep | Promise<GeneratorStep>;
}

/** What a generator's `next()` gives. */
export type GeneratorStep = IteratorResult<unknown, unknown>;

/** An object with a way to dispose of it. */
export interface MadeDisposable {
  object: object;
  who: string;
}

/** What was thrown: it may be undefined, or a promise. */
export interface Failure {
  thrown: unknown;
  /** Who threw it, when that was the rest of a generator. */
  who?: string;
}

/** What a request has open; it is ended with the request. What is opened when the response is out is ended soon. */
export function resourcesOf(request: Request): Resources {
  const { resources } = request;
  if (resources !== undefined && !resources.isOut) return resources;
  request.resources ??= new Resources(request);
  request.plan.runtime.closeAtTheEnd(request);
  return request.resources;
}

/** A handler has taken too long: an error is answered, of which what is open hears when the handler is done. */
export function interrupt(request: Request, thrown: unknown): void {
  const resources = resourcesOf(request);
  resources.interruption = resources.failure = { thrown };
  resources.interruptions++;
}

/** What was answered in place of others when an error handler began. */
export interface Interruption {
  failure: Failure | undefined;
  count: number;
}

export function interruptionOf({ resources }: Request): Interruption {
  return { failure: resources?.interruption, count: resources?.interruptions ?? 0 };
}

/** Whether an error was answered in place of an error handler since it began. */
export function isInterruptedSince({ resources }: Request, before: Interruption): boolean {
  return (resources?.interruptions ?? 0) > before.count;
}

/** Such an error handler is done. The handler of which it answered an error may go on. */
export function endInterruption({ resources }: Request, before: Interruption): void {
  resources!.interruption = resources!.isHandled ? undefined : before.failure;
}

/** Something was thrown that is answered at once: what is open hears of it when it is ended. */
export function noteWhileOpen({ resources }: Request, thrown: unknown): void {
  if (resources !== undefined) resources.failure = { thrown };
}
