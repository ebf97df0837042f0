import { Bounded } from '../plain/bounded.js';
import { languagesIn, preferredLanguageOf } from './headers.js';
import type { Request } from './request.js';
import { varyBy } from './vary.js';

/** The language for dates and numbers that a client likes best, of those that Node.js knows; `en` where it names none. */
export function bestLanguage(request: Request): string {
  varyBy(request, 'Accept-Language');
  const header = request.fastifyRequest.headers['accept-language'] ?? '';
  return header === '' ? FALLBACK : known.get(header, () => knownLanguage(header));
}

/** The one of an app's languages that a client likes best, or else the first. */
export function bestLanguageOf(languages: readonly string[], request: Request): string {
  varyBy(request, 'Accept-Language');
  return preferredLanguageOf([...languages], request.fastifyRequest.headers['accept-language']) ?? languages[0]!;
}

/** The language where nobody names one. */
export const FALLBACK = 'en';

const known = new Bounded<string>(100);

/** A client may add calendars and digits to a language (`-u-ca-buddhist`), which are taken off, and regions that nobody knows. */
function knownLanguage(header: string): string {
  const names = languagesIn(header).flatMap((tag) => baseOf(tag) ?? []);
  const [best] = Intl.DateTimeFormat.supportedLocalesOf(names);
  return best === undefined ? FALLBACK : new Intl.DateTimeFormat(best).resolvedOptions().locale;
}

function baseOf(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).baseName;
  } catch {
    // Not a language tag: '*' among them.
    return undefined;
  }
}
