import type { JsonSchema } from './json-schema.js';

/** Whether a value is exactly what a schema says, but for fields that it does not name. */
export type Fit = (value: unknown) => boolean;

/**
 * A look at values of a simple schema: objects, lists and plain types, one type at each place. Such values Fastify's
 * serialiser writes as they are, at a fifth of the cost of ours. Undefined for schemas with a choice in them.
 */
export function fitOf(schema: unknown): Fit | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const { type, ...keywords } = schema as JsonSchema;
  if (typeof type !== 'string' || Object.keys(keywords).some((name) => CHOICES.has(name))) return undefined;
  // Fastify's serialiser writes those as they come, quotes included.
  if (['date', 'date-time', 'time', 'unsafe'].includes(String(keywords['format']))) return undefined;
  if (type === 'object') return fitOfObject(keywords);
  if (type === 'array') return fitOfList(keywords['items']);
  const isOfType = PLAIN[type];
  return isOfType && withValues(isOfType, keywords);
}

/** What may make another value of one, or needs more than a look. */
const CHOICES = new Set([
  ...['anyOf', 'oneOf', 'allOf', 'not', 'if', '$ref', '$dynamicRef', 'nullable', 'patternProperties', 'prefixItems'],
  ...['propertyNames', 'unevaluatedProperties', 'contentEncoding', 'default'],
]);

const PLAIN: Partial<Record<string, Fit>> = {
  string: (value) => typeof value === 'string',
  number: Number.isFinite,
  integer: Number.isSafeInteger,
  boolean: (value) => typeof value === 'boolean',
};

function withValues(isOfType: Fit, { const: only, enum: values }: JsonSchema): Fit {
  if (only !== undefined) return (value) => value === only;
  return Array.isArray(values) ? (value) => isOfType(value) && values.includes(value) : isOfType;
}

function fitOfObject({ properties = {}, required = [], additionalProperties = false }: JsonSchema): Fit | undefined {
  if (additionalProperties !== false) return undefined;
  const names = Object.keys(properties as object);
  const fits = names.map((name) => fitOf((properties as JsonSchema)[name]));
  const isRequired = names.map((name) => (required as string[]).includes(name));
  // A required field without a schema of its own.
  const isComplete = (required as string[]).every((name) => names.includes(name));
  if (!isComplete || names.includes('toJSON') || fits.includes(undefined)) return undefined;
  return lookInto(names, fits as Fit[], isRequired);
}

/**
 * A program that names the fields, as Fastify's serialisers are: V8 finds them where it found them last. One for all schemas
 * would search for each, and take as long as the serialiser itself.
 */
function lookInto(names: readonly string[], fits: readonly Fit[], isRequired: readonly boolean[]): Fit {
  const looks = names.map((name, index) => {
    const mayMiss = isRequired[index] ? '' : 'field !== undefined && ';
    return `field = value[${JSON.stringify(name)}]; if (${mayMiss}!fits[${index}](field)) return false;`;
  });
  const program = `return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    if (typeof value.toJSON === 'function') return false;
    let field;
    ${looks.join('\n    ')}
    return true;
  };`;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- of a client's there is nothing in it
  return new Function('fits', program)(fits) as Fit;
}

function fitOfList(items: unknown): Fit | undefined {
  const fit = fitOf(items);
  return fit && ((value) => Array.isArray(value) && areAll(value, fit));
}

/** As `every()`, which passes over the holes of a list. */
function areAll(values: readonly unknown[], fit: Fit): boolean {
  for (const value of values) if (!fit(value)) return false;
  return true;
}
