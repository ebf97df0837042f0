import { inspect } from 'node:util';

import type { Finding } from 'phial';

import type { ApiTokenOptions } from './api-tokens.js';
import type { GuessOptions } from './guesses.js';
import type { RememberOptions } from './remember.js';

/** The options of `login()` that are objects with members of their own. */
interface Nested {
  remember: RememberOptions;
  apiTokens: ApiTokenOptions;
  guesses: GuessOptions;
}

/** What a member must be, and how that is said. */
interface Kind {
  isRight: (value: unknown) => boolean;
  wanted: string;
}

const COUNT: Kind = {
  isRight: (value) => Number.isInteger(value) && (value as number) > 0,
  wanted: 'a whole number above 0',
};
const KEY_PREFIX: Kind = {
  isRight: (value) => typeof value === 'string' && value !== '',
  wanted: "a text such as 'shop'",
};
const STORE: Kind = {
  isRight: (value) => hasMethods(value, ['get', 'set', 'delete']),
  wanted: 'a store for sessions, such as a Keyv or new FileSessionStore({ folder })',
};

function secondsSuchAs(example: string): Kind {
  return { isRight: (value) => Number.isFinite(value) && (value as number) > 0, wanted: `seconds above 0: ${example}` };
}

/** More are milliseconds that no timer of Node takes, and what is counted in memory would be forgotten at once. */
const LONGEST_TIMER = 2_147_483;

const MEMBERS: { readonly [Option in keyof Nested]: Readonly<Record<keyof Nested[Option], Kind>> } = {
  remember: {
    store: STORE,
    lifetime: secondsSuchAs('30 * 24 * 60 * 60 for 30 days'),
    cookieName: { isRight: isCookieName, wanted: "a name of letters, digits, - and _, such as 'remember'" },
    keyPrefix: KEY_PREFIX,
  },
  apiTokens: { store: STORE, lifetime: secondsSuchAs('365 * 24 * 60 * 60 for a year'), keyPrefix: KEY_PREFIX },
  guesses: {
    perAccount: COUNT,
    perAddress: COUNT,
    within: {
      isRight: (value) => Number.isFinite(value) && (value as number) > 0 && (value as number) <= LONGEST_TIMER,
      wanted: `seconds above 0 and up to ${LONGEST_TIMER}, which are 24 days: 15 * 60 for 15 minutes`,
    },
    redis: { isRight: (value) => typeof value === 'object' && value !== null, wanted: 'a client of redis or ioredis' },
    keyPrefix: KEY_PREFIX,
  },
};

/** What is wrong with the members of an option: names that there are not, values, and a store that is missing. */
export function mistakesIn(option: keyof Nested, given: object): Finding[] {
  const who = `login({ ${option} })`;
  const kinds: Readonly<Record<string, Kind>> = MEMBERS[option];
  const findings = Object.entries(given).flatMap(([name, value]: [string, unknown]): Finding[] => {
    if (!Object.hasOwn(kinds, name))
      return [{ who, cause: `it has no option '${name}'`, cure: namesFor(name, Object.keys(kinds)) }];
    const { isRight, wanted } = kinds[name]!;
    if (value === undefined || isRight(value)) return [];
    return [{ who, cause: `it was given ${inspect(value)} as ${name}`, cure: `Write ${wanted}.` }];
  });
  if ('store' in kinds && (given as { store?: unknown }).store === undefined)
    findings.push({ who, cause: 'it was given no store', cure: `Write ${option}: { store }, with ${STORE.wanted}.` });
  return findings;
}

/** The names that there are, and the one that was likely meant. */
export function namesFor(name: string, names: readonly string[]): string {
  return `There are ${names.join(', ')}.${didYouMean(name, names)}`;
}

/** A question to end with, when one of the names was likely meant. */
export function didYouMean(name: string, names: readonly string[]): string {
  const near = names.find((one) => isNear(name.toLowerCase(), one.toLowerCase()));
  return near === undefined ? '' : ` Did you mean '${near}'?`;
}

/** Whether two names differ by a few letters: changed, missing, one too many, or two that have changed places. */
function isNear(one: string, other: string): boolean {
  const start = [...one].findIndex((letter, index) => letter !== other[index]);
  const from = start === -1 ? one.length : start;
  let same = 0;
  while (same < Math.min(one.length, other.length) - from && one.at(-1 - same) === other.at(-1 - same)) same += 1;
  // What is left between what both begin and end with.
  return Math.max(one.length, other.length) - from - same <= 2;
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  const members = Object(value) as Record<string, unknown>;
  return names.every((name) => typeof members[name] === 'function');
}

function isCookieName(value: unknown): boolean {
  return typeof value === 'string' && /^[!#$%&'*+.^_`|~\w-]+$/.test(value);
}
