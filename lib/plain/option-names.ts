import { didYouMean } from './nearest.js';

/** The names in an object of options that are not options: TypeScript misses those of one that was put together elsewhere. */
export function unknownNames(options: object | undefined, names: readonly string[]): string[] {
  return Object.keys(options ?? {}).filter((name) => !names.includes(name));
}

/** What to write instead of a name that is not an option. */
export function knownNames(name: string, names: readonly string[]): string {
  return `There ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}.${didYouMean(name, names)}`;
}

/** @throws TypeError naming the first name that is not an option, and those there are */
export function checkNames(who: string, options: object, names: readonly string[]): void {
  const [name] = unknownNames(options, names);
  if (name !== undefined) throw new TypeError(`${who} has no option '${name}'. ${knownNames(name, names)}`);
}
