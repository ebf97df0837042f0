import type { Finding } from '../plain/setup-error.js';
import { lineAt, markupIn } from './markup.js';
import type { Mentioning } from './unknown-names.js';

// Forms that browsers send otherwise than they are written.

/** What of a template's forms its own text tells. */
export interface Forms {
  /** Elements whose method browsers do not know. */
  methods: { line: number; attribute: string; method: string }[];
  /** Forms that send no files. */
  plain: { line: number; takesFile: boolean; partials: string[] }[];
  /** Whether it has a file input outside its forms: the form is in the template that uses it. */
  hasLooseFile: boolean;
}

export function formsIn(source: string): Forms | undefined {
  if (!MAY_BE_MISTAKEN.test(source)) return undefined;
  const markup = markupIn(source);
  const plain = [...markup.matchAll(FORM)].flatMap(({ 1: tag = '', 2: inside = '', index }) =>
    sendsNoFiles(tag, inside)
      ? [{ line: lineAt(markup, index), takesFile: hasFile(inside), partials: partialsIn(inside) }]
      : [],
  );
  return { methods: unknownMethods(markup), plain, hasLooseFile: hasFile(markup.replace(FORM, '')) };
}

/** A file input, a method that browsers do not know, or a form with a partial, in which a file input may be. */
const MAY_BE_MISTAKEN =
  /type\s*=\s*["']?file\b|method\s*=\s*["']?\s*(?:put|patch|delete|head|options)\b|<form\b(?:(?!<\/form)[^])*?\{\{~?#?>/i;

/** The findings of all templates, which may be parts of each other. */
export function formMistakes(templates: readonly Mentioning[]): Finding[] {
  const withFile = new Set(templates.filter(({ forms }) => forms?.hasLooseFile).map(({ name }) => name));
  return templates.flatMap(({ path, forms }) => [
    ...(forms?.methods ?? []).map(({ line, ...one }) => ({ who: `${path}:${line}`, ...unsendable(one) })),
    ...(forms?.plain ?? [])
      .filter(({ takesFile, partials }) => takesFile || partials.some((name) => withFile.has(name)))
      .map(({ line }) => ({ who: `${path}:${line}`, ...WITHOUT_ENCTYPE })),
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
