import type { HelperOptions } from 'handlebars';

import { Bounded } from '../plain/bounded.js';
import { checkNames } from '../plain/option-names.js';
import { shownBriefly } from '../plain/shown.js';
import { bestLanguage, bestLanguageOf, FALLBACK } from '../request/language.js';
import { lookUp } from './lookup.js';
import type { Surroundings } from './surroundings.js';

/** `{{date created dateStyle='long'}}`: a moment as `Intl.DateTimeFormat` writes it. */
export function date(this: unknown, ...args: unknown[]): unknown {
  return format('date', this, args, (value, locale, options) => {
    const moment = momentOf(value);
    // A day without a time is the same day in every zone.
    const zone = typeof value === 'string' && !value.includes('T') ? { timeZone: 'UTC' } : {};
    return formatter(Intl.DateTimeFormat, locale, { ...options, ...zone }).format(moment);
  });
}

/** `{{number price style='currency' currency='EUR'}}`: a number as `Intl.NumberFormat` writes it. */
export function number(this: unknown, ...args: unknown[]): unknown {
  return format('number', this, args, (value, locale, options) =>
    formatter(Intl.NumberFormat, locale, options).format(numberOf(value)),
  );
}

type Options = Record<string, unknown>;

/** What is missing writes nothing, as everywhere. */
function format(
  helper: keyof typeof NAMES,
  context: unknown,
  args: readonly unknown[],
  write: (value: unknown, locale: string, options: Options) => string,
): unknown {
  const { hash, data } = args.at(-1) as HelperOptions;
  const given = Object.entries(hash as Options).filter(([, value]) => value != null);
  if (args.length === 1) return alone(helper, context, given.length);
  if (args[0] == null) return '';
  const { locale, ...options } = Object.fromEntries(given);
  checkNames(`{{${helper}}}`, options, NAMES[helper]);
  return write(args[0], localeOf(helper, locale, data as Surroundings), options);
}

/** `{{date}}` alone is a value of that name, as it would be without the helper. */
function alone(helper: string, context: unknown, options: number): unknown {
  if (options === 0) return valueCalled(helper, context);
  return withoutValue(helper, `Write {{${helper} created}}, and the options behind it.`);
}

/** The value that has the name of a helper. */
export function valueCalled(helper: string, context: unknown): unknown {
  return context == null ? undefined : lookUp(context, helper);
}

/** @throws TypeError always */
export function withoutValue(helper: string, cure: string): never {
  throw new TypeError(`{{${helper}}} was given no value. ${cure}`);
}

function localeOf(helper: string, given: unknown, { request, serving }: Surroundings): string {
  if (given !== undefined) return checkedLocale(helper, given);
  const own = (request?.plan.runtime ?? serving)?.locale;
  if (typeof own === 'string') return own;
  if (request === undefined) return own?.[0] ?? FALLBACK;
  return own === undefined ? bestLanguage(request) : bestLanguageOf(own, request);
}

function checkedLocale(helper: string, locale: unknown): string {
  try {
    return Intl.getCanonicalLocales(locale as string)[0]!;
  } catch {
    throw new TypeError(
      `{{${helper}}} was given the locale ${shownBriefly(locale)}. Write a language's tag, with hyphens: 'de-CH'.`,
    );
  }
}

function momentOf(value: unknown): Date {
  const isMoment = value instanceof Date || typeof value === 'number' || (typeof value === 'string' && ISO.test(value));
  const moment = isMoment ? new Date(value) : undefined;
  if (moment !== undefined && !Number.isNaN(moment.getTime())) return moment;
  throw new TypeError(
    `{{date}} was given ${shownBriefly(value)}. It takes a Date, milliseconds since 1970, or text such as '2026-11-29' or '2026-11-29T10:00:00Z'.`,
  );
}

const ISO = /^\d{4}-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)?$/;

/** Text is written as exactly as databases give it. */
function numberOf(value: unknown): number | bigint {
  const isNumber = (typeof value === 'number' && !Number.isNaN(value)) || typeof value === 'bigint';
  // Intl takes text, which TypeScript's library does not know.
  if (isNumber || (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value))) return value as number;
  throw new TypeError(
    `{{number}} was given ${shownBriefly(value)}. It takes a number, a bigint, or text such as '9.50'.`,
  );
}

/** One takes a hundred times as long to make as to use. */
function formatter<Kind extends Intl.DateTimeFormat | Intl.NumberFormat>(
  Kind: new (locale: string, options: Options) => Kind,
  locale: string,
  options: Options,
): Kind {
  return made.get(`${Kind.name} ${locale} ${JSON.stringify(options)}`, () => new Kind(locale, options)) as Kind;
}

const made = new Bounded<object>(200);

const NAMES = {
  date: 'dateStyle timeStyle timeZone weekday era year month day dayPeriod hour minute second fractionalSecondDigits timeZoneName hour12 hourCycle calendar numberingSystem formatMatcher localeMatcher'.split(
    ' ',
  ),
  number:
    'style currency currencyDisplay currencySign unit unitDisplay notation compactDisplay signDisplay useGrouping minimumIntegerDigits minimumFractionDigits maximumFractionDigits minimumSignificantDigits maximumSignificantDigits roundingMode roundingPriority roundingIncrement trailingZeroDisplay numberingSystem localeMatcher'.split(
      ' ',
    ),
};
