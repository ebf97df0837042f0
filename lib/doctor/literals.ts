import { declaredIn, nameOfKey, nodesWithin, parse, type Source } from '../plain/syntax.js';

// What a class's source names by text: templates, endpoints, files. An expression finds it, at no cost; whether it is a call,
// and not in a comment, only acorn can tell, which is asked of names that are not there.

/** A text that is given to `render()`, `urlFor()`, `sendFile()` or `redirect()`. */
export interface Literal {
  maker: 'render' | 'urlFor' | 'sendFile' | 'redirect';
  text: string;
  /** The name before the point: `request`. */
  receiver: string | undefined;
  /** Where the text stands in the source of its class. */
  offset: number;
  /** What stands behind it, when that is the end of the call, or an object that can be read. */
  options: { filename?: string; folder?: string; inside: string } | undefined;
}

/**
 * `render('...')`, `sendFile('...')` and `redirect('...')`, also as `(0, phial.render)('...')`, but those of no object; `render('...')` and
 * `urlFor('...')` of an object.
 */
const CALLS =
  /(?:(?:(?<![\w$.#])|\(0,\s*\w*phial\w*\.)(render|sendFile|redirect)|(?<![\w$])([\w$]+)\s*\.\s*(render|urlFor))\)?\s*\(\s*(?:'([^'\\\n]+)'|"([^"\\\n]+)"|`([^`\\$]+)`)(?=\s*[,)])/g;

/** The texts in the source of a class. */
export function literalsIn(source: string): Literal[] {
  return [...source.matchAll(CALLS)].map((match) => {
    const [whole, alone, receiver, ofObject, ...texts] = match;
    const text = texts.find((one) => one !== undefined)!;
    const end = match.index + whole.length;
    return {
      maker: (alone ?? ofObject) as Literal['maker'],
      text,
      receiver,
      // The quotes are two characters.
      offset: end - text.length - 2,
      options: optionsAt(source, end),
    };
  });
}

/** What the second argument says in plain text. What is worked out is not known, and so none of it. */
function optionsAt(source: string, end: number): Literal['options'] {
  const [found, inside = ''] = /^\s*(?:\)|,\s*\{([^{}]*)\})/.exec(source.slice(end, end + MOST)) ?? [];
  if (found === undefined || inside.includes('...')) return undefined;
  const options: NonNullable<Literal['options']> = { inside };
  for (const name of ['filename', 'folder'] as const) {
    if (!new RegExp(`\\b${name}\\b`).test(inside)) continue;
    const [, , text] = new RegExp(`\\b${name}['"]?\\s*:\\s*(['"\`])([^'"\`\\\\$]+)\\1\\s*(?:,|$)`).exec(inside) ?? [];
    if (text === undefined) return undefined;
    options[name] = text;
  }
  return options;
}

/** Characters that options have at most, to be read. */
const MOST = 1000;

/** Those that are arguments of a call, each with the member of the class that has it: `index`, `#list`. */
export function confirmed(source: string, literals: readonly Literal[]): { literal: Literal; member: string }[] {
  const [tree] = (parse(`(${source})`)?.['body'] ?? []) as Source[];
  const type = tree?.['expression'] as Source | undefined;
  const members = (type?.['body'] as Source | undefined)?.['body'];
  if (!Array.isArray(members)) return [];
  return (members as Source[]).flatMap((member) => {
    const nodes = nodesWithin(member);
    return literals
      .filter((literal) => nodes.some((node) => takes(node, literal)) && !declaredIn(nodes).has(literal.maker))
      .map((literal) => ({ literal, member: nameOfKey(member['key']) ?? 'static' }));
  });
}

/** Whether a node is the call that a text is given to. The source was read behind a bracket. */
function takes(node: Source, { offset }: Literal): boolean {
  return node.type === 'CallExpression' && (node['arguments'] as Source[])[0]?.start === offset + 1;
}
