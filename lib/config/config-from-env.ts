import { loadDotEnv } from './config.js';
import { noting, toCamelCase, toSnakeCase, type Asked } from './spellings.js';
import { didYouMean } from '../plain/nearest.js';
import { SetupError, type Finding } from '../plain/setup-error.js';
import {
  isStandardSchema,
  toIssue,
  type InferOutput,
  type Issue,
  type StandardSchema,
} from '../plain/standard-schema.js';

/**
 * The user's own settings, read from the environment and from `.env`. With the prefix `APP`, `APP_MAIL_FROM` is
 * `mailFrom` and `APP_DATABASE__URL` is `database.url`. A value that is JSON is parsed, unless the schema wants its text.
 *
 * ```ts
 * const config = configFromEnv('APP', z.object({ mailFrom: z.email(), database: z.object({ url: z.string() }) }));
 * const app = createApp({ config });
 * ```
 *
 * @throws SetupError that names every variable that is missing or wrong
 */
export function configFromEnv(prefix: string): Record<string, unknown>;
/** The same, checked by a schema, of whose output's type it is. */
export function configFromEnv<Schema extends StandardSchema>(prefix: string, schema: Schema): InferOutput<Schema>;
export function configFromEnv(prefix: string, schema?: StandardSchema): unknown {
  const start = typeof prefix === 'string' ? prefix.replace(/_$/, '') : '';
  if (!/^[a-z]\w*$/i.test(start))
    throw new TypeError(
      `configFromEnv(${JSON.stringify(prefix)}) needs the beginning of the variables' names: 'APP' reads APP_MAIL_FROM.`,
    );
  if (schema !== undefined && !isStandardSchema(schema))
    throw new TypeError(
      `configFromEnv('${start}') takes a schema of zod, valibot, arktype or another library of standardschema.dev.`,
    );
  loadDotEnv();
  const settings = new Settings(start);
  return schema === undefined ? settings.values : settings.check(schema);
}

type Tree = Record<string, unknown>;

/** What was set, and where its value lies. */
interface Variable {
  name: string;
  text: string;
  path: string[];
}

class Settings {
  readonly values: Tree = {};
  readonly #variables: Variable[] = [];

  constructor(private readonly prefix: string) {
    const names = Object.keys(process.env)
      .filter((name) => name.startsWith(`${prefix}_`))
      .sort((one, other) => one.split('__').length - other.split('__').length);
    const findings = names.flatMap((name) => this.#read(name, process.env[name]!));
    if (findings.length > 0) throw new SetupError(findings);
  }

  /** The settings as a schema has them. */
  check(schema: StandardSchema): unknown {
    this.#spellAs(schema);
    const first = new Map<string, string>();
    for (;;) {
      const result = this.#validate(schema, this.values);
      if (result.issues === undefined) return result.value;
      const issues = result.issues.map(toIssue);
      const untried = issues.filter(({ path }) => !first.has(keyOf(path)));
      for (const { path, message } of untried) first.set(keyOf(path), message);
      // Each of them, so that no second one is left for another round.
      if (untried.filter(({ path }) => this.#tryOtherwise(path)).length === 0) {
        throw new SetupError(
          unique(issues.map((issue) => this.#finding({ ...issue, message: first.get(keyOf(issue.path))! }))),
        );
      }
    }
  }

  #validate(schema: StandardSchema, values: object) {
    const result = schema['~standard'].validate(values);
    if (!('then' in result)) return result;
    throw new TypeError(
      `configFromEnv('${this.prefix}') takes a schema that validates at once, and this one has asynchronous checks.`,
    );
  }

  /** Gives settings the names that a schema has for them. */
  #spellAs(schema: StandardSchema): void {
    const asked: Asked[] = [];
    this.#validate(
      schema,
      noting(this.values, asked, (path) => this.#variables.some((one) => isWithin(one.path, path))),
    );
    const findings = asked.flatMap((one) => this.#ambiguity(one, asked));
    if (findings.length > 0) throw new SetupError(unique(findings));
    // The paths are those of before: what lies deeper comes first.
    for (const one of asked.sort((a, b) => b.path.length - a.path.length)) this.#rename(one);
  }

  #ambiguity({ path, key, found }: Asked, asked: readonly Asked[]): Finding[] {
    const [name, second] = found.map((one) => this.#nameOf([...path, one]));
    const both = { code: 'PH419', who: name! } as const;
    if (second !== undefined)
      return [{ ...both, cause: `it and ${second} are the same setting, ${key}`, cure: 'Unset one of them.' }];
    const keys = asked.filter((one) => keyOf([...one.path, one.found[0]!]) === keyOf([...path, found[0]!]));
    if (keys.length === 1) return [];
    const fits = `it fits both ${keys.map((one) => one.key).join(' and ')} of the schema`;
    return [{ ...both, cause: fits, cure: 'Rename one of them.' }];
  }

  #rename({ path, key, found: [from] }: Asked): void {
    const tree = path.reduce<Tree>((at, part) => at[part] as Tree, this.values);
    tree[key] = tree[from!];
    delete tree[from!];
    for (const variable of this.#variables)
      if (isWithin(variable.path, [...path, from!])) variable.path[path.length] = key;
  }

  #read(name: string, text: string): Finding[] {
    const parts = name.slice(this.prefix.length + 1).split('__');
    if (parts.some((part) => part === '' || /^_|_$/.test(part)))
      return [
        {
          code: 'PH419',
          who: name,
          cause: 'its name has an underscore too many',
          cure: `Write ${this.prefix}_GROUP__NAME.`,
        },
      ];
    const path = parts.map(toCamelCase);
    let at = this.values;
    for (const [index, key] of path.slice(0, -1).entries()) {
      if (!Object.hasOwn(at, key)) at[key] = {};
      const next = at[key];
      if (!isTree(next))
        return [
          {
            code: 'PH419',
            who: name,
            cause: `${this.#nameOf(path.slice(0, index + 1))} is a value, and so has nothing below it`,
            cure: 'Unset one of them.',
          },
        ];
      at = next;
    }
    at[path.at(-1)!] = parse(text);
    this.#variables.push({ name, text, path });
    return [];
  }

  /** The text of what was parsed may be wanted, or a group of settings of which none is set. */
  #tryOtherwise(path: Issue['path']): boolean {
    const parent = path.slice(0, -1).reduce<unknown>((at, key) => (isTree(at) ? at[key] : undefined), this.values);
    const key = path.at(-1);
    if (!isTree(parent) || key === undefined) return false;
    const variable = this.#variableOf(path);
    if (variable === undefined && parent[key] !== undefined) return false;
    parent[key] = variable?.text ?? {};
    return true;
  }

  #finding({ path, message }: Issue): Finding {
    if (path.length === 0)
      return {
        code: 'PH419',
        who: `${this.prefix}_*`,
        cause: message,
        cure: 'Change them in the environment, or in .env.',
      };
    const name = this.#nameOf(path);
    const set = this.#variables.map((variable) => variable.name);
    const isSet = set.some((one) => name === one || name.startsWith(`${one}.`) || one.startsWith(`${name}__`));
    if (isSet) return { code: 'PH419', who: name, cause: message, cure: 'Change it in the environment, or in .env.' };
    return {
      code: 'PH419',
      who: name,
      cause: 'it is missing',
      cure: `Set it in the environment, or in .env.${didYouMean(name, set)}`,
    };
  }

  #variableOf(path: Issue['path']): Variable | undefined {
    return this.#variables.find((one) => keyOf(one.path) === keyOf(path));
  }

  /** The variable of a setting; what lies inside the JSON of one comes after it: `APP_HOSTS.0`. */
  #nameOf(path: Issue['path']): string {
    for (let length = path.length; length > 0; length--) {
      const variable = this.#variableOf(path.slice(0, length));
      if (variable !== undefined) return [variable.name, ...path.slice(length)].join('.');
    }
    return `${this.prefix}_${path.map((key) => toSnakeCase(String(key))).join('__')}`;
  }
}

function keyOf(path: Issue['path']): string {
  return JSON.stringify(path);
}

function isWithin(path: readonly string[], group: readonly string[]): boolean {
  return group.every((key, index) => path[index] === key);
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON, or else the text; a number that would lose digits is an identifier. */
function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? text : value;
  } catch {
    return text;
  }
}

function unique(findings: readonly Finding[]): Finding[] {
  return findings.filter(
    ({ who, cause }, index) => findings.findIndex((one) => one.who === who && one.cause === cause) === index,
  );
}
