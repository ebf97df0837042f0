import type { Finding } from '../plain/setup-error.js';
import { lineAt, markupIn } from './markup.js';
import type { Mentioning } from './unknown-names.js';

// Forms that browsers send otherwise than they are written.

/** What of a template's forms its own text tells. Most have no mistakes, which one look at the text tells. */
export class Forms {
  #without: string | undefined;

  constructor(private readonly source: string) {}

  /** Elements whose method browsers do not know. */
  get methods(): { line: number; attribute: string; method: string }[] {
    return UNKNOWN_METHOD.test(this.source) ? unknownMethods(this.#markup) : [];
  }

  /** Whether it has a file input outside its forms: the form is in the template that uses it. */
  get hasLooseFile(): boolean {
    return FILE.test(this.source) && hasFile(this.#markup.replace(FORM, ''));
  }

  /**
   * The lines of forms that send no files, and have a file input.
   *
   * @param withFile the templates that have one for the forms of others
   */
  withoutEnctype(withFile: ReadonlySet<string>): number[] {
    if (withFile.size === 0 && !FILE.test(this.source)) return [];
    const markup = this.#markup;
    return [...markup.matchAll(FORM)].flatMap(({ 1: tag = '', 2: inside = '', index }) => {
      const takesFile = hasFile(inside) || partialsIn(inside).some((name) => withFile.has(name));
      return takesFile && sendsNoFiles(tag, inside) ? [lineAt(markup, index)] : [];
    });
  }

  get #markup(): string {
    return (this.#without ??= markupIn(this.source));
  }
}

const FILE = /type\s*=\s*["']?file\b/i;

const UNKNOWN_METHOD = /method\s*=\s*["']?\s*(?:put|patch|delete|head|options)\b/i;

/** The findings of all templates, which may be parts of each other. */
export function formMistakes(templates: readonly Mentioning[]): Finding[] {
  const withFile = new Set(templates.filter(({ forms }) => forms?.hasLooseFile).map(({ name }) => name));
  return templates.flatMap(({ path, forms }) => [
    ...(forms?.methods ?? []).map(({ line, ...one }) => ({ who: `${path}:${line}`, ...unsendable(one) })),
    ...(forms?.withoutEnctype(withFile) ?? []).map((line) => ({ who: `${path}:${line}`, ...WITHOUT_ENCTYPE })),
  ]);
}

const MUSTACHE = String.raw`\{\{(?:[^}]|\}(?!\}))*\}\}`;

/** The attributes of a tag, in which mustaches and quoted values may have any sign. */
const ATTRIBUTES = String.raw`((?:${MUSTACHE}|"(?:${MUSTACHE}|[^"{]|\{(?!\{))*"|'(?:${MUSTACHE}|[^'{]|\{(?!\{))*'|[^>"'{]|\{(?!\{))*)>`;

const FORM = new RegExp(String.raw`<form\b${ATTRIBUTES}([^]*?)(?:<\/form\s*>|$)`, 'gi');

const SENDER = new RegExp(String.raw`<(?:form|button|input)\b${ATTRIBUTES}`, 'gi');

const INPUT = new RegExp(String.raw`<input\b${ATTRIBUTES}`, 'gi');

const METHOD = /(?<![\w:.@-])(formmethod|method)\s*=\s*["']?\s*(put|patch|delete|head|options)\b/i;

/** A script may take what has one of these, and ask the form itself how to send it. */
const OF_A_SCRIPT = /(?<![\w-])(?:on\w+|(?:data|hx|x|v|ng)-[\w:.-]+|[@:][\w:.-]+)\s*=/i;

function hasFile(markup: string): boolean {
  return [...markup.matchAll(INPUT)].some(([, tag = '']) => /\stype\s*=\s*["']?file\b/i.test(tag));
}

function unknownMethods(markup: string): Forms['methods'] {
  return [...markup.matchAll(SENDER)].flatMap(({ 1: tag = '', index }) => {
    const [, attribute, method] = METHOD.exec(tag) ?? [];
    if (attribute === undefined || method === undefined || OF_A_SCRIPT.test(tag)) return [];
    return [{ line: lineAt(markup, index), attribute, method }];
  });
}

/** A mustache outside of a value may write any attribute. */
function sendsNoFiles(tag: string, inside: string): boolean {
  const bare = tag.replace(/"[^"]*"|'[^']*'/g, (value) => (value.includes('{{') ? '""' : value));
  const isKnown = !bare.includes('{{') && !/enctype/i.test(tag + inside) && !OF_A_SCRIPT.test(tag);
  return isKnown && /(?<![\w-])method\s*=\s*["']?\s*post\b/i.test(tag);
}

function partialsIn(inside: string): string[] {
  return [...inside.matchAll(/\{\{~?#?>\s*["'[]?([^\s"'\]}~]+)/g)].map(([, name]) => name!);
}

function unsendable({ attribute, method }: { attribute: string; method: string }): Omit<Finding, 'who'> {
  return {
    code: 'PH611',
    cause: `it has ${attribute}="${method}", which browsers do not know: they send GET, and all fields in the URL`,
    cure: `Write ${attribute}="post", and @Post() on the handler; a script may send ${method.toUpperCase()} by fetch().`,
  };
}

const WITHOUT_ENCTYPE: Omit<Finding, 'who'> = {
  code: 'PH612',
  cause: "its form has a file input and no enctype, so that browsers send the file's name alone",
  cure: 'Write <form method="post" enctype="multipart/form-data">.',
};
