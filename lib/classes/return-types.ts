import type { Abort } from '../response/abort.js';
import type { EventStream } from '../response/event-stream.js';
import type { Unfinished } from '../response/unfinished.js';
import type { Redirect } from '../response/redirect.js';
import type { Response } from '../response/response.js';
import type { WebResponse } from '../response/web-response.js';

// What the compiler checks of a value that is returned. A type that the compiler could not find out, since there is a
// mistake elsewhere, makes whatever asks for it such a type, too, and so a sentence that is not true. Unless it is asked for
// in brackets: `[Value] extends [Data]`.

export type Primitive = string | number | boolean | bigint;

/** A sentence that says what is wrong, if there is one. */
export type SentenceOr<Sentence, Other> = [Certain<Sentence>] extends [never] ? Other : Sentence;

/**
 * `never` stays `never`; all else is `any`. What hangs on a type parameter, as in a generic controller, is not known yet
 * and passes for `never`: of a conditional type that it cannot resolve, the compiler disregards a branch that is `any`.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Certain<Type> = [Type] extends [never] ? never : any;

/** What is certainly right, as a compiler finds out quickly. */
type Harmless = Answer | Promise<Answer>;

type Answer = Exclude<Leaf, undefined | void | bigint> | Nested | Unfinished;

/** Data all of whose members are known to be right. Interfaces and instances are not found to be, and so looked into. */
type Data = Leaf | Nested;

type Nested = readonly Data[] | { readonly [key: string]: Data };

type Leaf = Primitive | symbol | null | undefined | void | Date | ((...args: never[]) => unknown);

/**
 * `unknown` for a method that may return what it does, otherwise the sentence that says what is wrong. Nearly all are done
 * with at once. It is the descriptor that is asked for: a type parameter alone before `extends` would make the compiler
 * refuse a method whose type is not known yet, as in a decorator that is made of Phial's.
 */
export type ReturnRefusal<Method> =
  TypedPropertyDescriptor<Method> extends Harmlessly ? unknown : SentenceOr<ReturnMistake<Method>, unknown>;

/** What marks a method that certainly returns what is right. */
interface Harmlessly {
  value?: (...args: never) => Harmless;
}

type ReturnMistake<Method> = Method extends (...args: never) => infer Returned
  ? AnswerMistake<Settled<Returned>>
  : never;

/** `Awaited`, at less cost. */
type Settled<Returned> =
  Returned extends Promise<infer Value> ? Value : Returned extends PromiseLike<infer Value> ? Value : Returned;

type AnswerMistake<Value> = [unknown] extends [Value]
  ? never
  : [undefined] extends [Value]
    ? UndefinedMistake<Exclude<Value, undefined | void>>
    : [Extract<Value, bigint>] extends [never]
      ? DataMistake<InAnswer<Value>>
      : 'The method may return a bigint, which JSON does not know. Return its text, String(id), or an object with it and a response schema: z.bigint()';

type UndefinedMistake<Others> = [Others] extends [never]
  ? never
  : [undefined] extends [1]
    ? never // Without `strictNullChecks` everything may be.
    : 'The method may return undefined, which is not an answer. Write ?? abort(404) behind what may be missing, and return something at the end';

type DataMistake<Found> = Found extends `${infer Place}|${infer What}|${infer Cure}`
  ? `The method returns an object with ${What} in it, at ${Place}. ${Cure}`
  : never;

/** `unknown` for the values of a template, otherwise the sentence that says what is wrong, and where. */
export type ContextRefusal<Context> = SentenceOr<WholeMistake<Context>, unknown>;

type WholeMistake<Context> = [unknown] extends [Context]
  ? never
  : [Context] extends [PromiseLike<unknown>]
    ? 'render() is given a promise for its values. Await it first: templates do not wait'
    : [Context] extends [readonly unknown[]]
      ? // Text beside a list would have the compiler find fault with its items instead.
        { 'render() is given a list for its values. Give it a name, as in { notes }': never }
      : ContextMistake<InAnswer<Context>>;

type ContextMistake<Found> = Found extends `${infer Place}|a promise|${string}`
  ? `render() is given a promise, at ${Place}. Await it first: templates do not wait`
  : never;

/** `unknown` for a hook, otherwise the sentence that says why it must not be one. */
export type HookRefusal<Method, Kind extends 'before' | 'after' = 'before'> = SentenceOr<
  HookMistake<Method, Kind>,
  unknown
>;

type HookMistake<Method, Kind> = Method extends (...args: never) => infer Returned
  ? Kind extends 'after'
    ? ReplacementMistake<Settled<Returned>>
    : VerdictMistake<Settled<Returned>>
  : never;

/** A success that is told as in other frameworks would be sent in place of each page. */
type ReplacementMistake<Value> = [unknown] extends [Value]
  ? never
  : Value extends { readonly environ: object; readonly args: object }
    ? 'What an after-hook returns is sent in place of the response, and the request is not one. Change the Response that it is given, and return nothing'
    : Value extends boolean | number | Null
      ? 'What an after-hook returns is sent in place of the response, also true, false, numbers and null. Change the Response that it is given, and return nothing'
      : never;

/** Without `strict`, anything may be null, and nothing extends it. */
type Null = null extends string ? never : null;

type VerdictMistake<Value> = [unknown] extends [Value]
  ? never
  : Value extends { readonly environ: object; readonly args: object }
    ? 'What a before-hook returns is the response, and the request is not one. Return nothing to go on, and keep what is for the handler in request.state'
    : Value extends boolean
      ? 'What a before-hook returns is the response, also true and false. Return undefined to go on, and throw new Abort(403) to refuse'
      : never;

/** What is wrong in a value that is the whole answer: `.posts[].author|a promise|Await it first`. */
type InAnswer<Value> = [unknown] extends [Value]
  ? never
  : Value extends Data | Whole
    ? never
    : Value extends readonly unknown[]
      ? Inside<Value, 3>
      : Value extends Closed
        ? never
        : Inside<Value, 3>;

/** What is wrong with a member, looking at most so many levels down. */
type InMember<Value, Levels extends number> = [unknown] extends [Value]
  ? never
  : Value extends Data
    ? never
    : Value extends PromiseLike<unknown>
      ? '|a promise|Await it first: JSON has no promises'
      : Value extends Whole
        ? InsteadOf<Value>
        : Value extends readonly unknown[]
          ? Inside<Value, Levels>
          : Value extends Collection
            ? '|a Map or Set|JSON makes {} of it: write Object.fromEntries(map) or [...set]'
            : Value extends Closed
              ? never
              : Inside<Value, Levels>;

type Inside<Value, Levels extends number> = Levels extends 0
  ? never
  : Value extends readonly unknown[]
    ? `[]${InMember<Value[number], OneLess[Levels]>}`
    : {
        [Key in keyof Value]-?: [Value[Key]] extends [Leaf]
          ? never
          : `.${Key & (string | number)}${InMember<Value[Key], OneLess[Levels]>}`;
      }[keyof Value];

type OneLess = [0, 0, 1, 2];

/** What stands for a whole answer. */
type Whole = Unfinished | Response | EventStream | Redirect | Abort | WebResponse | Reply;

type InsteadOf<Value extends Whole> = Value extends Unfinished
  ? Value extends { context: object }
    ? '|a render()|Return it alone; for a status, makeResponse(render(...), 404)'
    : '|a sendFile()|Return it alone; for a status, makeResponse(sendFile(...), 404)'
  : Value extends Response
    ? '|a Response|Return it alone; for a status, new Response(body, { status: 404 })'
    : Value extends EventStream
      ? '|an eventStream()|Return it alone; for a status, makeResponse(eventStream(...), 201)'
      : Value extends Redirect
        ? '|a Redirect|Throw it, or return it alone'
        : Value extends Abort
          ? '|an Abort|Throw it, or return it alone'
          : Value extends WebResponse
            ? '|a Response of the web|Return it alone'
            : never;

/** Fastify's, by which a handler has answered. It holds what plugins have put there. */
interface Reply {
  readonly sent: boolean;
  hijack(): unknown;
}

/** What JSON makes `{}` of, unless it says itself how it becomes JSON. */
type Collection = (ReadonlyMap<never, unknown> | ReadonlySet<unknown>) & { toJSON?: never };

/** What says itself how it becomes JSON, or is sent as a stream; and Phial's own that hold Fastify's. */
type Closed =
  | { toJSON(...args: never[]): unknown }
  | Iterable<unknown>
  | AsyncIterable<unknown>
  | { readonly environ: object }
  | { readonly fastify: object };
