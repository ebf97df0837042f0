import { lineage, ownRecord, type Class } from '../classes/metadata.js';

/** A method that runs with the app, ready to be called. */
export interface LifecycleMethod {
  /** `Notes.open`, for messages. */
  who: string;
  call: () => unknown;
}

/** What runs when an app starts and when it stops: its `@OnStart()` and `@OnStop()` methods, and the ends of its services. */
export class Lifecycle {
  readonly #starts: () => readonly LifecycleMethod[];
  readonly #stops: () => readonly LifecycleMethod[];
  readonly #closers: readonly (() => unknown)[];
  #hasStarted = false;
  #current: string | undefined;

  /** @param closers in the order in which they are called, after the `@OnStop()` methods */
  constructor(
    starts: () => readonly LifecycleMethod[],
    stops: () => readonly LifecycleMethod[],
    closers: readonly (() => unknown)[],
  ) {
    this.#starts = starts;
    this.#stops = stops;
    this.#closers = closers;
  }

  async start(): Promise<void> {
    this.#hasStarted = true;
    for (const { who, call } of this.#starts()) {
      this.#current = who;
      await call();
    }
    this.#current = undefined;
  }

  /** What has not started is not stopped; services are closed all the same. */
  stop(): Promise<void> {
    const stops = this.#hasStarted ? this.#stops().map(({ call }) => call) : [];
    return closeAll([...stops, ...this.#closers]);
  }

  /** Fastify waits for a hook only so long, and cannot know whose method it waited for. */
  explainSlowStart(error: unknown): unknown {
    const isTimeout = (error as { code?: unknown } | undefined)?.code === 'FST_ERR_HOOK_TIMEOUT';
    if (!isTimeout || this.#current === undefined) return error;
    return new Error(
      `${this.#current}, marked with @OnStart(), took too long. Let it not wait for what it begins, or give it more time: createApp({ fastify: { pluginTimeout: 60_000 } }).`,
      { cause: error },
    );
  }
}

/** How a service is closed. What is marked with `@OnStop()` runs as such, with its parameters, and not once more. */
export function closerOf(service: object): () => unknown {
  if (isMarked(service)) return () => undefined;
  const members = service as Partial<Record<'close' | typeof Symbol.asyncDispose | typeof Symbol.dispose, unknown>>;
  const closers = [members.close, members[Symbol.asyncDispose], members[Symbol.dispose]];
  const closer = closers.find((one) => typeof one === 'function') as (() => unknown) | undefined;
  return () => closer?.call(service);
}

function isMarked({ constructor }: object): boolean {
  const marks = lineage(constructor as Class).flatMap((type) => ownRecord(type)?.marks ?? []);
  return marks.some(({ mark, name }) => mark.kind === 'stop' && name === 'close');
}

/** Runs each, whatever becomes of the others. */
async function closeAll(closers: readonly (() => unknown)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const close of closers) {
    try {
      await close();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) {
    throw errors.length === 1 ? errors[0] : new AggregateError(errors, 'Not everything could be stopped.');
  }
}
