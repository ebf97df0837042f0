import { jsonSchemaOf, propertiesOf, listWish, resolve, type JsonSchema } from '../input/json-schema.js';
import type { StandardSchema } from '../plain/standard-schema.js';

/** An option of a command: a member of its schema. */
export interface Flag {
  /** The schema's name of it: `dryRun`. */
  name: string;
  /** `--dry-run` */
  long: string;
  /** `-d` */
  short: string | undefined;
  kind: 'boolean' | 'number' | 'text';
  /** Whether it may come several times, and makes a list. */
  isList: boolean;
  description: string;
  isRequired: boolean;
  choices: string[] | undefined;
}

/** The options that a schema describes; undefined when its library cannot tell. */
export function flagsOf(schema: StandardSchema): Flag[] | undefined {
  const whole = jsonSchemaOf(schema, 'input');
  if (whole === undefined) return undefined;
  return propertiesOf(whole).map(({ name, schema: property, isRequired }) => {
    const member = resolve(property, whole);
    const { short, enum: choices } = member;
    return {
      name,
      long: `--${name.replace(/[A-Z]/g, (letter, at) => `${at === 0 ? '' : '-'}${letter.toLowerCase()}`)}`,
      short: short === undefined ? undefined : `-${String(short)}`,
      ...kindOf(member, whole),
      description: describe(member),
      isRequired,
      choices: Array.isArray(choices) && choices.every((one) => typeof one === 'string') ? choices : undefined,
    };
  });
}

function kindOf(member: JsonSchema, whole: JsonSchema): Pick<Flag, 'kind' | 'isList'> {
  if (listWish(member, whole) !== 'list') return { kind: typeOf(member), isList: false };
  const items = resolve((member['items'] ?? {}) as JsonSchema, whole);
  return { kind: typeOf(items) === 'number' ? 'number' : 'text', isList: true };
}

function typeOf(member: JsonSchema): Flag['kind'] {
  const choices = [member['anyOf'], member['oneOf']].flat() as (JsonSchema | undefined)[];
  const types = [member, ...choices].flatMap((one) => one?.['type'] ?? []).filter((type) => type !== 'null');
  if (types.length === 0) return 'text';
  if (types.every((type) => type === 'boolean')) return 'boolean';
  return types.every((type) => type === 'number' || type === 'integer') ? 'number' : 'text';
}

function describe({ description = '', default: preset }: JsonSchema): string {
  const isTold = preset !== undefined && preset !== false && !(Array.isArray(preset) && preset.length === 0);
  return [description, isTold ? `(default: ${JSON.stringify(preset)})` : ''].filter((text) => text !== '').join(' ');
}
