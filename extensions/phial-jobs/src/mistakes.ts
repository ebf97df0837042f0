import { inspect } from 'node:util';

import type { Finding } from 'phial';

/** For each option, what is to be written instead of a value that is wrong; undefined for one that is right. */
export type Kinds<Options> = Readonly<Record<keyof Options & string, (value: unknown) => string | undefined>>;

/**
 * Options that there are not, and those whose values are wrong.
 *
 * @param taker what takes them, for the message: `@Job()`
 */
export function mistakesIn<Options extends object>(
  options: Options,
  who: string,
  taker: string,
  kinds: Kinds<Options>,
): Finding[] {
  return Object.entries(options).flatMap(([name, value]: [string, unknown]): Finding[] => {
    if (!Object.hasOwn(kinds, name)) {
      const cure = `There are ${Object.keys(kinds).join(', ')}.`;
      return [{ code: 'PH402', who, cause: `${taker} has no option '${name}'`, cure }];
    }
    const wanted = value === undefined ? undefined : kinds[name as keyof Options & string](value);
    if (wanted === undefined) return [];
    return [{ code: 'PH401', who, cause: `${taker} was given ${inspect(value)} as ${name}`, cure: `Write ${wanted}.` }];
  });
}
