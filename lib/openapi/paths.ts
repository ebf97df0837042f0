import { segments, servedPaths, type Segment } from '../classes/path.js';

/** A variable of a path, as it is documented. */
export interface PathVariable {
  name: string;
  /** `^\\d+$`: what it must look like, as a whole. */
  expression: string | undefined;
  /** Whether it is the rest of the path. */
  isRest: boolean;
}

/** A path with room for one operation. */
export interface Place {
  variables: PathVariable[];
  put(operation: object): void;
}

interface Item {
  /** The path without the names of its variables. */
  shape: string;
  names: readonly string[];
  operations: Record<string, object>;
}

/** The paths of a document, each with its operations: `/users/:id` is `/users/{id}`. */
export class Paths {
  readonly #items = new Map<string, Item>();

  /** Where the operation of a route stands: in two places when its last variable is optional. */
  of(path: string, method: string): Place[] {
    return servedPaths(path, true).map((one) => {
      const pieces = segments(one);
      const item = this.#itemFor(pieces, method.toLowerCase());
      const variables = pieces
        .filter(({ variable }) => variable)
        .map(({ text, expression = '' }, index): PathVariable => ({
          name: item.names[index]!,
          isRest: text === '*',
          expression: expression === '' ? undefined : asWhole(expression),
        }));
      return {
        variables,
        put: (operation) => {
          item.operations[method.toLowerCase()] = operation;
        },
      };
    });
  }

  toObject(): Record<string, Record<string, object>> {
    return Object.fromEntries([...this.#items].map(([path, { operations }]) => [path, operations]));
  }

  /** OpenAPI takes `/{id}` and `/{name}` for one path: what one has no method for is found in the other. */
  #itemFor(pieces: readonly Segment[], method: string): Item {
    const shape = template(pieces, []);
    const shared = [...this.#items.values()].find((item) => item.shape === shape && !(method in item.operations));
    if (shared !== undefined) {
      // Taken, so that the next route of this method finds another.
      shared.operations[method] = {};
      return shared;
    }
    const names = documentedNames(pieces);
    // One of two routes that an expression tells apart.
    while (this.#items.has(template(pieces, names))) names.push(`${names.pop()}_`);
    const item: Item = { shape, names, operations: { [method]: {} } };
    this.#items.set(template(pieces, names), item);
    return item;
  }
}

function template(pieces: readonly Segment[], names: readonly string[]): string {
  let index = 0;
  return pieces
    .map(({ text, variable }) =>
      variable ? `{${names[index++] ?? ''}}` : text.replaceAll('{', '%7B').replaceAll('}', '%7D'),
    )
    .join('');
}

/** To the router an expression is of the whole variable; a pattern of JSON Schema may fit any part of a text. */
function asWhole(expression: string): string {
  const inner = expression.slice(1, -1).replace(/^\^/, '').replace(/\$$/, '');
  return inner.includes('|') ? `^(?:${inner})$` : `^${inner}$`;
}

function documentedNames(pieces: readonly Segment[]): string[] {
  const names = pieces.filter(({ variable }) => variable).map(({ text }) => text);
  let rest = 'path';
  for (let count = 1; names.includes(rest); count++) rest = count === 1 ? 'rest' : `rest${count}`;
  return names.map((name) => (name === '*' ? rest : name));
}
