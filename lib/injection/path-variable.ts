import { Abort } from '../response/abort.js';
import type { Class } from '../classes/metadata.js';
import type { Call } from './call.js';

/** Makes a value of a path variable's text; undefined when it does not convert. */
export type Converter = (text: string) => unknown;

/** How a path variable becomes a string, number, boolean or bigint; undefined for other types. */
export function converterOf(type: unknown): Converter | undefined {
  return CONVERTERS.get(type as Class);
}

/** A path variable, converted; what does not convert is a path that does not exist, as Flask's converters have it. */
export function variableOf(name: string, convert: Converter): Call {
  return (request) => {
    const text = (request.fastifyRequest.params as Record<string, string | undefined>)[name];
    if (text === undefined) return undefined;
    const value = convert(text);
    if (value === undefined) throw new Abort(404);
    return value;
  };
}

const CONVERTERS = new Map<unknown, Converter>([
  [String, (text) => (text === '' ? undefined : text)],
  [Number, toNumber],
  [Boolean, (text) => (text === 'true' ? true : text === 'false' ? false : undefined)],
  [BigInt, (text) => (/^-?\d+$/.test(text) ? BigInt(text) : undefined)],
]);

/** A plain decimal that a double holds exactly enough to print it again. */
function toNumber(text: string): number | undefined {
  // The usual case: whole, and short enough to be safe.
  if (text.length <= 15 && isDigits(text)) return Number(text);
  const match = /^-?\d+(?:\.(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const value = Number(text);
  const decimals = match[1]?.length ?? 0;
  if (decimals === 0) return Number.isSafeInteger(value) ? value + 0 : undefined;
  const plain = text.replace(/^(-?)0+(?=\d)/, '$1');
  return decimals <= 100 && value.toFixed(decimals) === plain.replace(/^-(?=0\.0*$)/, '') ? value + 0 : undefined;
}

function isDigits(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 48 || code > 57) return false;
  }
  return text !== '';
}
