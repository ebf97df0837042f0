/** Makes a value of a path variable's text; undefined when it does not convert. */
export type Converter = (text: string) => unknown;

/** How a path variable becomes a string, number, boolean or bigint; undefined for other types. */
export function converterOf(type: unknown): Converter | undefined {
  return CONVERTERS.get(type);
}

/** What a converter makes, and what it takes. */
export function expectedBy(convert: Converter): readonly [type: string, cure: string] {
  return EXPECTED.get(convert)!;
}

const CONVERTERS = new Map<unknown, Converter>([
  [String, toText],
  [Number, toNumber],
  [Boolean, toBoolean],
  [BigInt, toBigint],
]);

const OTHERWISE = 'declare it as a string to take any text';

const EXPECTED = new Map<Converter, readonly [type: string, cure: string]>([
  [toText, ['string', 'it may not be empty']],
  [
    toNumber,
    ['number', `write digits, with a point if need be, and no more than a number holds exactly, or ${OTHERWISE}`],
  ],
  [toBoolean, ['boolean', `write true or false, or ${OTHERWISE}`]],
  [toBigint, ['bigint', `write digits alone, or ${OTHERWISE}`]],
]);

function toText(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function toBoolean(text: string): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

function toBigint(text: string): bigint | undefined {
  return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
}

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
