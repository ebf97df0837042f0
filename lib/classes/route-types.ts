import type { InPath } from './path-class.js';
import type { Primitive, ReturnRefusal, SentenceOr } from './return-types.js';

// What the compiler checks of a route. A mistake makes the decorator's third parameter a sentence, which no method is, and
// so the compiler shows it.

/** `unknown` for a method that fits its path, otherwise the sentence that says why it does not. */
export type Refusal<Path extends string, Method> =
  HasSeveralVariables<Path> extends true
    ? SentenceOr<MistakeInVariables<Path, Method>, RefusalOfRest<Path, Method>>
    : RefusalOfRest<Path, Method>;

type RefusalOfRest<Path extends string, Method> =
  HasOptionalVariable<Path> extends true
    ? SentenceOr<OptionalMistake<Path, Method>, ReturnRefusal<Method>>
    : ReturnRefusal<Method>;

type HasOptionalVariable<Path extends string> = Path extends `${string}?` | `${string}?/` ? true : false;

/** Of one variable a method takes all or none, whatever it takes. */
type HasSeveralVariables<Path extends string> = Path extends `${string}:${string}${':' | '*'}${string}` ? true : false;

type MistakeInVariables<Path extends string, Method> = Method extends (...args: infer Parameters) => unknown
  ? VariableMistake<Path, PathVariables<Path>, Parameters>
  : never;

type VariableMistake<Path extends string, Variables extends string[], Parameters extends unknown[]> =
  Parameters extends AllFirst<Variables>
    ? never
    : Untaken<Variables, Required<Parameters>> extends [] | Variables
      ? never
      : `${Path} has the path variables ${Join<Variables>}. The method must take each of them, in that order, or none`;

/** What takes a variable of the path. */
type Variable = Primitive | InPath;

/** The parameters of a method that begins with the variables. */
type AllFirst<Variables extends string[]> = [...{ [Index in keyof Variables]: Variable }, ...unknown[]];

/** The variables that are left when each parameter that takes one has done so. */
type Untaken<Variables extends string[], Parameters extends unknown[]> = Parameters extends [
  infer First,
  ...infer Others,
]
  ? [unknown] extends [First]
    ? [] // It may be any of them, or there is a mistake in its type.
    : Untaken<[First] extends [Variable | null | undefined] ? Tail<Variables> : Variables, Others>
  : Variables;

type Tail<List extends string[]> = List extends [string, ...infer Others extends string[]] ? Others : [];

type Join<Names extends string[]> = Names extends [infer First extends string, ...infer Others extends string[]]
  ? Others extends []
    ? First
    : `${First}, ${Join<Others>}`
  : '';

/** A segment is left out as a whole. Whoever takes its variable, which is the last, says that it may be undefined: its source alone can. */
type OptionalMistake<Path extends string, Method> =
  IsShared<LastSegment<Path>> extends true
    ? `The last variable of ${Path} shares its part of the path, all of which would be left out. Write two methods, one for each path`
    : UndefinedMistake<Path, Method>;

/** What stands behind the last slash but the one at the end. */
type LastSegment<Path extends string> = Path extends `${infer Bare}/`
  ? LastSegment<Bare>
  : Path extends `${string}/${infer Rest}`
    ? LastSegment<Rest>
    : Path;

type IsShared<Part extends string> = Part extends `:${infer Name}?`
  ? Name extends `${string}${':' | '-' | '.'}${string}`
    ? true
    : false
  : Part extends `${string}:${string}`
    ? true
    : false;

type UndefinedMistake<Path extends string, Method> = Method extends (...args: infer Parameters) => unknown
  ? LastTaken<Required<Takings<Parameters>>> extends 'always'
    ? `The last variable of ${Path} may be missing. Write page?: number, or give the parameter a default, page: number = 1`
    : never
  : never;

/** What each parameter takes: a variable that is always there, one that may be missing, or none. */
type Takings<Parameters extends unknown[]> = {
  [Index in keyof Parameters]: [Exclude<Parameters[Index], undefined>] extends [Variable]
    ? [undefined] extends [Parameters[Index]]
      ? 'perhaps'
      : 'always'
    : 'none';
};

type LastTaken<List extends unknown[]> = List extends [...infer Others, infer Last]
  ? Last extends 'none'
    ? LastTaken<Others>
    : Last
  : 'none';

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
