import { inputReaderOf } from '../input/input.js';
import { holdingOf } from '../input/json-body.js';
import { isStandardSchema } from '../plain/standard-schema.js';
import { memberOf, nodesWithin, statementsOf, type Source } from '../plain/syntax.js';

/** What a method does with a body as if it were the list that is its `value`: `tags.length`, `...tags`. */
export function takenForList(
  method: unknown,
  types: readonly unknown[],
  names: readonly string[],
): { text: string; cure: string } | undefined {
  const bodies = names.filter((name, index) => name !== '' && holdsValue(types[index]));
  const source = String(method);
  if (!bodies.some((name) => mayTake(source, name))) return undefined;
  const nodes = statementsOf(source)?.flatMap((one) => nodesWithin(one)) ?? [];
  return nodes.map((node) => takenIn(node, bodies)).find((one) => one !== undefined);
}

/** A class of `Json()` whose own methods are not looked for. */
function holdsValue(type: unknown): boolean {
  const reader = inputReaderOf(type);
  if (reader?.kind !== 'json' || !isStandardSchema(reader.schema)) return false;
  const own = Object.getOwnPropertyNames((type as { prototype: object }).prototype);
  return own.length === 1 && holdingOf(reader.schema) === 'value';
}

function mayTake(source: string, name: string): boolean {
  const text = name.replaceAll('$', '\\$');
  return new RegExp(`(?:\\.\\.\\.|\\bof\\s+)${text}\\b(?!\\s*[.?])|(?<![\\w$.])${text}\\??\\.(?!value\\b)`).test(
    source,
  );
}

function takenIn(node: Source, bodies: readonly string[]): { text: string; cure: string } | undefined {
  const whole = node.type === 'SpreadElement' ? node['argument'] : node.type === 'ForOfStatement' && node['right'];
  const name = nameIn(whole || (node.type === 'MemberExpression' && node['object']));
  if (name === undefined || !bodies.includes(name)) return undefined;
  if (whole) {
    const [before, text] = node.type === 'SpreadElement' ? ['...', `...${name}`] : ['of ', `of ${name}`];
    return { text, cure: `Write ${before}${name}.value.` };
  }
  const member = memberOf(node);
  if (member === undefined || !(member in Array.prototype) || member in Object.prototype) return undefined;
  return { text: `${name}.${member}`, cure: `Write ${name}.value.${member}.` };
}

function nameIn(value: unknown): string | undefined {
  const { type, name } = Object(value) as { type?: string; name?: string };
  return type === 'Identifier' ? name : undefined;
}
