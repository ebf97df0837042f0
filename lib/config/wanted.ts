import { jsonSchemaOf, type JsonSchema } from '../input/json-schema.js';
import { alternativesOf } from '../input/schema-alternatives.js';
import type { StandardSchema } from '../plain/standard-schema.js';
import { isAlike } from '../plain/spellings.js';

type Path = readonly (string | number)[];

/** What a schema wants its settings to be, as far as its library tells. */
export class Wanted {
  readonly #whole: JsonSchema;

  constructor(schema: StandardSchema) {
    this.#whole = jsonSchemaOf(schema, 'input') ?? {};
  }

  /** Whether a setting is text and nothing else; a date is written as text, too. */
  isText(path: Path): boolean {
    const alternatives = this.#at(path);
    return alternatives.length > 0 && alternatives.every(isText);
  }

  /** The key of a record whose keys are listed that a variable means: `dark_mode`, where it made `darkMode`. */
  keyOf(group: Path, made: string): string | undefined {
    const names = this.#at(group).flatMap(({ propertyNames }) => alternativesOf(propertyNames, this.#whole));
    const keys = names.flatMap(({ enum: listed = [] }) => listed as string[]);
    return keys.includes(made) ? undefined : keys.find((key) => isAlike(key, made));
  }

  /** What a setting may be, of all shapes that its groups may have. */
  #at(path: Path): JsonSchema[] {
    return path.reduce<JsonSchema[]>(
      (groups, key) =>
        groups.flatMap(({ properties = {}, additionalProperties }) => {
          const member = Object.hasOwn(properties as object, key)
            ? (properties as Record<string, unknown>)[key]
            : additionalProperties;
          return typeof member === 'object' ? alternativesOf(member, this.#whole) : [];
        }),
      alternativesOf(this.#whole, this.#whole),
    );
  }
}

function isText({ type, const: only, enum: listed }: JsonSchema): boolean {
  if (type !== undefined) return type === 'string';
  const values = only === undefined ? (listed as unknown[] | undefined) : [only];
  return values !== undefined && values.every((one) => typeof one === 'string');
}
