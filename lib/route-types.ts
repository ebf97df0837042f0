// What the compiler checks of a route: a method takes all variables of its path or none, and returns no object that
// still has a promise inside. A mistake makes the decorator's third parameter a sentence, which the compiler shows.

type Letter =
  | 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm' | 'n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z'
  | 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M' | 'N' | 'O' | 'P' | 'Q' | 'R' | 'S' | 'T' | 'U' | 'V' | 'W' | 'X' | 'Y' | 'Z'
  | '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '_';

/** The name that text begins with: `Name<'id/posts'>` is `'id'`. */
type Name<Text extends string, Read extends string = ''> =
  Text extends `${infer First}${infer Rest}` ? (First extends Letter ? Name<Rest, `${Read}${First}`> : Read) : Read;

/** Drops a variable's regular expression, as far as its first closing bracket before a slash. */
type AfterPattern<Text extends string> = Text extends `(${string})/${infer Rest}` ? `/${Rest}` : Text extends `(${string})` ? '' : Text;

/** The variables of a path, in order. */
export type PathVariables<Path extends string, Found extends string[] = []> =
  Path extends `${infer Before}:${infer After}`
    ? After extends `:${infer Rest}`
      ? PathVariables<Rest, Found>
      : Name<After> extends ''
        ? PathVariables<After, Found>
        : After extends `${Name<After>}${infer Rest}`
          ? PathVariables<AfterPattern<Rest>, [...Wildcard<Before, Found>, Name<After>]>
          : Found
    : Wildcard<Path, Found>;

type Wildcard<Path extends string, Found extends string[]> = Path extends `${string}*${string}` ? [...Found, '*'] : Found;

type IsAny<Type> = 0 extends 1 & Type ? true : false;

type Primitive = string | number | boolean | bigint;

/** A parameter that takes a path variable. */
type IsPrimitive<Type> = IsAny<Type> extends true ? false : [Type] extends [never] ? false : [NonNullable<Type>] extends [Primitive] ? true : false;

/** One `true` for every primitive parameter. */
type Primitives<Parameters extends readonly unknown[], Found extends true[] = []> =
  Parameters extends readonly [infer First, ...infer Rest]
    ? Primitives<Rest, IsPrimitive<First> extends true ? [...Found, true] : Found>
    : Parameters extends readonly []
      ? Found
      : Parameters extends readonly [(infer Optional)?, ...infer Rest]
        ? number extends Parameters['length'] ? Found : Primitives<Rest, IsPrimitive<Optional> extends true ? [...Found, true] : Found>
        : Found;

type Join<Names extends string[]> = Names extends [infer First extends string, ...infer Rest extends string[]]
  ? Rest extends [] ? First : `${First}, ${Join<Rest>}`
  : '';

/** A member that is a promise, by name: `{ user: Promise<User> }` gives `'user'`. */
type PromiseIn<Type> =
  IsAny<Type> extends true ? never
    : Type extends Primitive | null | undefined | void | ((...args: never[]) => unknown) ? never
      : Type extends readonly (infer Item)[]
        ? (IsAny<Item> extends true ? never : Item extends PromiseLike<unknown> ? '[...]' : never)
        : { [Key in keyof Type]: IsAny<Type[Key]> extends true ? never : Type[Key] extends PromiseLike<unknown> ? Key : never }[keyof Type];

/** `unknown` for a method that fits its path, otherwise the sentence that says why it does not. */
export type Refusal<Path extends string, Method> =
  Method extends (...args: infer Parameters) => infer Returned
    ? string extends Path ? PromiseRefusal<Returned>
        : Primitives<Parameters>['length'] extends infer Taken
          ? Taken extends 0 ? PromiseRefusal<Returned>
            : TooFew<PathVariables<Path>, Taken & number> extends true
              ? `${Path} has the path variables ${Join<PathVariables<Path>>}. The method must take each of them, in that order, or none`
              : PromiseRefusal<Returned>
          : never
    : unknown;

/** Whether fewer variables are taken than the path has. More may belong to the controller's prefix. */
type TooFew<Variables extends string[], Taken extends number> =
  Variables['length'] extends 0 ? false : Counted<Taken> extends [...Counted<Variables['length']>, ...unknown[]] ? false : true;

type Counted<Length extends number, Made extends unknown[] = []> = Made['length'] extends Length ? Made : Counted<Length, [...Made, unknown]>;

type PromiseRefusal<Returned> = [PromiseIn<Awaited<Returned>>] extends [never]
  ? unknown
  : `The method returns an object with a promise in '${Extract<PromiseIn<Awaited<Returned>>, string>}'. Await it first: JSON has no promises`;
