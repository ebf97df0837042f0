import type { Finding } from '../plain/setup-error.js';

/** What is wrong with the language of an app: one that Node.js does not know would be that of the machine. */
export function checkLocale(locale: string | readonly string[] | undefined): Finding[] {
  if (locale === undefined) return [];
  return locale.length === 0
    ? [unknown(locale)]
    : [locale].flat().flatMap((one) => (isKnown(one) ? [] : [unknown(one)]));
}

function unknown(locale: string | readonly string[]): Finding {
  const cause = `${JSON.stringify(locale)} is not a language that Node.js knows`;
  return { code: 'PH421', who: 'locale', cause, cure: "Write its tag, with hyphens: 'de', 'de-CH' or 'pt-BR'." };
}

function isKnown(locale: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false;
  }
}
