import { Bounded } from '../plain/bounded.js';
import { addedTo } from '../response/headers.js';
import { languagesIn, preferredLanguageOf } from './headers.js';
import type { Request } from './request.js';

/** The language for dates and numbers that a client likes best, of those that Node.js knows; `en` where it names none. */
export function bestLanguage(request: Request): string {
  vary(request);
  const header = request.fastifyRequest.headers['accept-language'] ?? '';
  return header === '' ? FALLBACK : known.get(header, () => knownLanguage(header));
}

/** The one of an app's languages that a client likes best, or else the first. */
export function bestLanguageOf(languages: readonly string[], request: Request): string {
  vary(request);
  return preferredLanguageOf([...languages], request.fastifyRequest.headers['accept-language']) ?? languages[0]!;
}

function vary(request: Request): void {
  // Caches are told on the reply, which is this request's alone. What an extension calls by itself has none.
  const reply = request.reply as Request['reply'] | undefined;
  if (reply === undefined) return;
  reply.header('vary', addedTo([reply.getHeader('vary') ?? []].flat().join(', '), 'Accept-Language'));
  request.hasHeaders = true;
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
