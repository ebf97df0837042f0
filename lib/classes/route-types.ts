// What the compiler checks of a route. A mistake makes the decorator's third parameter a sentence, which no method is, and
// so the compiler shows it.

/** `unknown` for a method that fits its path, otherwise the sentence that says why it does not. */
export type Refusal<Path extends string, Method> = UnknownUnless<Mistake<Path, Method>>;

type UnknownUnless<Sentence> = [Certain<Sentence>] extends [never] ? unknown : Sentence;

/**
 * `never` stays `never`; all else is `any`. What hangs on a type parameter, as in a generic controller, is not known yet
 * and passes for `never`: of a conditional type that it cannot resolve, the compiler disregards a branch that is `any`.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Certain<Type> = [Type] extends [never] ? never : any;

type Mistake<Path extends string, Method> = Method extends (...args: infer Parameters) => infer Returned
  ? Either<VariableMistake<Path, PathVariables<Path>, Parameters>, PromiseMistake<PromiseIn<Settled<Returned>>>>
  : never;

type Either<First, Second> = [First] extends [never] ? Second : First;

type VariableMistake<Path extends string, Variables extends string[], Parameters extends unknown[]> =
  // Nearly all methods are done with here, which spares the compiler the counting.
  Parameters extends AllFirst<Variables>
    ? never
    : Untaken<Variables, Required<Parameters>> extends [] | Variables
      ? never
      : `${Path} has the path variables ${Join<Variables>}. The method must take each of them, in that order, or none`;

type PromiseMistake<Place extends string> =
  `The method returns an object with a promise in it, at ${Place}. Await it first: JSON has no promises`;

type Primitive = string | number | boolean | bigint;

/** The parameters of a method that begins with the variables. */
type AllFirst<Variables extends string[]> = [...{ [Index in keyof Variables]: Primitive }, ...unknown[]];

/** The variables that are left when each primitive parameter has taken one. */
type Untaken<Variables extends string[], Parameters extends unknown[]> = Parameters extends [
  infer First,
  ...infer Others,
]
  ? Untaken<IsPrimitive<First> extends true ? Tail<Variables> : Variables, Others>
  : Variables;

type IsPrimitive<Type> = unknown extends Type ? false : [Type] extends [Primitive | null | undefined] ? true : false;

type Tail<List extends string[]> = List extends [string, ...infer Others extends string[]] ? Others : [];

type Join<Names extends string[]> = Names extends [infer First extends string, ...infer Others extends string[]]
  ? Others extends []
    ? First
    : `${First}, ${Join<Others>}`
  : '';

/** The variables of a path, in order: `['year', 'slug']` for `/:year(^\\d{4}$)/:slug`, `['*']` for `/files/*`. */
export type PathVariables<Path extends string> = Variables<WithoutPatterns<WithoutEscapes<Path>>>;

type Variables<Path extends string> = Path extends `${string}:${infer After}`
  ? After extends `:${infer Rest}` // two colons stand for one that is no variable's
    ? Variables<Rest>
    : [Before<Before<Before<Before<After, '/'>, '-'>, '.'>, '?'>, ...Variables<After>]
  : Path extends `${string}/${string}*`
    ? ['*']
    : [];

type Before<Text extends string, Mark extends string> = Text extends `${infer Start}${Mark}${string}` ? Start : Text;

/** Puts a dot, which ends a variable's name as well, in the place of each regular expression. */
type WithoutPatterns<Path extends string> = Path extends `${infer Start}(${infer Rest}`
  ? `${Start}.${WithoutPatterns<AfterPattern<Rest>>}`
  : Path;

/** What follows the bracket that closes a regular expression; the text begins after the one that opened it. */
type AfterPattern<Text extends string> = Text extends `${infer Inside})${infer Rest}`
  ? Inside extends `${string}(${infer Nested}`
    ? AfterPattern<AfterPattern<`${Nested})${Rest}`>>
    : Rest
  : '';

/** Drops backslashes, each with the character after it, which may be a bracket. */
type WithoutEscapes<Text extends string> = Text extends `${infer Start}\\${string}${infer Rest}`
  ? `${Start}${WithoutEscapes<Rest>}`
  : Text;

/** `Awaited`, at less cost. */
type Settled<Returned> =
  Returned extends Promise<infer Value> ? Value : Returned extends PromiseLike<infer Value> ? Value : Returned;

/** Where in a value a promise is, `.user` or `.posts[].author`, looking at most so many levels down. */
type PromiseIn<Value, Levels extends number = 3> = unknown extends Value
  ? never
  : Value extends PromiseLike<unknown>
    ? ''
    : Levels extends 0
      ? never
      : Value extends readonly unknown[]
        ? `[]${PromiseIn<Value[number], OneLess[Levels]>}`
        : Value extends Simple | Closed
          ? never
          : {
              [Key in keyof Value]-?: Value[Key] extends Simple
                ? never
                : `.${Key & string}${PromiseIn<Value[Key], OneLess[Levels]>}`;
            }[keyof Value];

type OneLess = [0, 0, 1, 2];

type Simple = Primitive | symbol | null | undefined | void | ((...args: never[]) => unknown);

/** What says itself how it becomes JSON, or is sent as a stream. */
type Closed = { toJSON(...args: never[]): unknown } | Iterable<unknown> | AsyncIterable<unknown>;
