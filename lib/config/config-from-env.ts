import { loadDotEnv } from './config.js';
import { cureOf, isOfType } from './setting-cures.js';
import { isTree, isWithin, keyOf, parse, type Tree } from './setting-values.js';
import { noting, toCamelCase, toSnakeCase, type Asked } from '../plain/spellings.js';
import { Wanted } from './wanted.js';
import { didYouMean } from '../plain/nearest.js';
import { shownBriefly } from '../plain/shown.js';
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
      `configFromEnv(${shownBriefly(prefix)}) needs the beginning of the variables' names: 'APP' reads APP_MAIL_FROM.`,
    );
  if (schema !== undefined && !isStandardSchema(schema))
    throw new TypeError(
      `configFromEnv('${start}') takes a schema of zod, valibot, arktype or another library of standardschema.dev.`,
    );
  loadDotEnv();
  const settings = new Settings(start);
  return schema === undefined ? settings.values : settings.check(schema);
}

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
    const wanted = new Wanted(schema);
    this.#spellAs(schema);
    this.#spellRecordsAs(wanted);
    this.#leaveTexts(wanted);
    const told = new Map<string, string>();
    for (;;) {
      const result = this.#validate(schema, this.values);
      if (result.issues === undefined) return result.value;
      const issues = result.issues.map(toIssue);
      const untried = issues.filter(({ path }) => !told.has(keyOf(path)));
      // That a text is no number says nothing of a number that is too big.
      for (const { path, message } of issues) {
        const before = told.get(keyOf(path));
        if (before === undefined || (isOfType(before) && !isOfType(message))) told.set(keyOf(path), message);
      }
      // Each of them, so that no second one is left for another round.
      if (untried.filter(({ path }) => this.#tryOtherwise(path) || this.#tryTexts(schema, path)).length === 0) {
        throw new SetupError(
          unique(issues.map((issue) => this.#finding({ ...issue, message: told.get(keyOf(issue.path))! }))),
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

  /** A record does not ask for its keys. */
  #spellRecordsAs(wanted: Wanted): void {
    for (const { path } of this.#variables)
      for (const [index, made] of path.entries()) {
        const group = path.slice(0, index);
        const key = wanted.keyOf(group, made);
        if (key !== undefined && this.#valueAt([...group, key]) === undefined)
          this.#rename({ path: group, key, found: [made] });
      }
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

  /** The text of what was parsed may be wanted, or what was left as text, or a group of settings of which none is set. */
  #tryOtherwise(path: Issue['path']): boolean {
    const parent = this.#valueAt(path.slice(0, -1));
    const key = path.at(-1);
    if (!isTree(parent) || key === undefined) return false;
    const variable = this.#variableOf(path);
    if (variable === undefined && parent[key] !== undefined) return false;
    parent[key] = variable === undefined ? {} : parent[key] === variable.text ? parse(variable.text) : variable.text;
    return true;
  }

  /** A group of several shapes does not say which of its settings it wants as text. */
  #tryTexts(schema: StandardSchema, group: Issue['path']): boolean {
    const parsed = this.#variables
      .filter(({ path }) => path.length > group.length && isWithin(path, group))
      .map(({ path, text }) => ({ path, text, value: this.#valueAt(path) }))
      .filter(({ value }) => typeof value !== 'string');
    if (parsed.length === 0) return false;
    for (const { path, text } of parsed) this.#put(path, text);
    const { issues = [] } = this.#validate(schema, this.values);
    if (!issues.map(toIssue).some(({ path }) => isWithin(path, group))) return true;
    for (const { path, value } of parsed) this.#put(path, value);
    return false;
  }

  /** Leaves the text of what is to be text: a schema may take a number in its place, and make another text of it. */
  #leaveTexts(wanted: Wanted): void {
    for (const { path, text } of this.#variables)
      if (typeof this.#valueAt(path) !== 'string' && wanted.isText(path)) this.#put(path, text);
  }

  #valueAt(path: Issue['path']): unknown {
    return path.reduce<unknown>((at, key) => (isTree(at) ? at[key] : undefined), this.values);
  }

  #put(path: Issue['path'], value: unknown): void {
    (this.#valueAt(path.slice(0, -1)) as Tree)[path.at(-1)!] = value;
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
    if (isSet) return { code: 'PH419', who: name, cause: message, cure: cureOf(message, this.#variableOf(path)?.text) };
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

function unique(findings: readonly Finding[]): Finding[] {
  return findings.filter(
    ({ who, cause }, index) => findings.findIndex((one) => one.who === who && one.cause === cause) === index,
  );
}
