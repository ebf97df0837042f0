import { toSnakeCase } from '../plain/spellings.js';
import { BIGINT, jsonSchemaOfOptions, propertiesOf, listWish, resolve, type JsonSchema } from '../input/json-schema.js';
import type { StandardSchema } from '../plain/standard-schema.js';

/** An option of a command: a member of its schema. */
export interface Flag {
  /** The schema's name of it: `dryRun`. */
  name: string;
  /** `--dry-run` */
  long: string;
  /** `-d` */
  short: string | undefined;
  kind: FlagKind;
  /** Whether it may come several times, and makes a list. */
  isList: boolean;
  /** What each in the list is; the last is also that of all that follow. */
  items: readonly FlagKind[];
  description: string;
  isRequired: boolean;
  choices: string[] | undefined;
}

/** What a word stands for; `data` is an object or a list in a list, which no word is. */
export type FlagKind = 'boolean' | 'number' | 'bigint' | 'text' | 'data';

/** The options that a schema describes; undefined when its library cannot tell. */
export function flagsOf(schema: StandardSchema): Flag[] | undefined {
  const whole = jsonSchemaOfOptions(schema);
  if (whole === undefined) return undefined;
  return propertiesOf(whole).map(({ name, schema: property, isRequired }) => {
    const member = resolve(property, whole);
    const { short, enum: choices } = member;
    return {
      name,
      long: `--${wordsOf(name)}`,
      short: short === undefined ? undefined : `-${String(short)}`,
      ...kindOf(member, whole),
      description: describe(member),
      isRequired,
      choices: Array.isArray(choices) && choices.every((one) => typeof one === 'string') ? choices : undefined,
    };
  });
}

/** `dry-run` for `dryRun`, `api-url` for `apiURL`; `dry_run` stays what it is. */
function wordsOf(name: string): string {
  const parts = name.split('_').map((part) => toSnakeCase(part).replaceAll('_', '-'));
  return parts.join('_').toLowerCase();
}

function kindOf(member: JsonSchema, whole: JsonSchema): Pick<Flag, 'kind' | 'isList' | 'items'> {
  if (listWish(member, whole) !== 'list') return { kind: typeOf(member, whole), isList: false, items: [] };
  const { prefixItems = [], items } = member;
  const schemas = [...(prefixItems as JsonSchema[]), ...(typeof items === 'object' ? [items as JsonSchema] : [])];
  const kinds = schemas.map((one) => typeOf(one, whole));
  return { kind: kinds[0] ?? 'text', isList: true, items: kinds };
}

function typeOf(schema: JsonSchema, whole: JsonSchema): FlagKind {
  const kinds = kindsOf(schema, whole);
  return kinds.every((kind) => kind === kinds[0]) ? (kinds[0] ?? 'text') : 'text';
}

/** Of all that it may be. */
function kindsOf(schema: JsonSchema, whole: JsonSchema, depth = 0): FlagKind[] {
  if (depth > 8) return [];
  const one = resolve(schema, whole);
  if (one['format'] === BIGINT) return ['bigint'];
  const types = [one['type'] ?? []].flat();
  if (types.length > 0) return types.flatMap((type) => KINDS[String(type)] ?? 'text').filter((kind) => kind !== 'null');
  const values = [one['enum'] ?? ('const' in one ? [one['const']] : [])].flat();
  if (values.length > 0) return values.filter((value) => value !== null).map(kindOfValue);
  const choices = [one['anyOf'], one['oneOf'], one['allOf']].flat().filter((choice) => choice !== undefined);
  return choices.flatMap((choice) => kindsOf(choice as JsonSchema, whole, depth + 1));
}

const KINDS: Readonly<Record<string, FlagKind | 'null'>> = {
  boolean: 'boolean',
  number: 'number',
  integer: 'number',
  object: 'data',
  array: 'data',
  null: 'null',
};

function kindOfValue(value: unknown): FlagKind {
  return typeof value === 'number' || typeof value === 'boolean' ? (KINDS[typeof value] as FlagKind) : 'text';
}

function describe({ description = '', default: preset }: JsonSchema): string {
  const isTold = preset !== undefined && preset !== false && !(Array.isArray(preset) && preset.length === 0);
  return [description, isTold ? `(default: ${JSON.stringify(preset)})` : ''].filter((text) => text !== '').join(' ');
}
