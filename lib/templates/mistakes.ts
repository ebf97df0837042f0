import { didYouMean } from '../plain/nearest.js';
import type { Finding } from '../plain/setup-error.js';
import { isBlockOfUnused } from './blocks.js';
import { handlebars } from './handlebars.js';
import { waysToGive } from './located.js';
import type { Mentioning } from './unknown-names.js';

/**
 * What Handlebars says of a file, under the line as editors and terminals read it.
 *
 * @param error with its place in `lineNumber`, or in the text of the message
 */
export function findingIn(path: string, source: string, error: Error & { lineNumber?: number }): Finding {
  const line = error.lineNumber ?? Number(/on line (\d+)/.exec(error.message)?.[1] ?? 1);
  const who = `${path}:${line}`;
  const text = JSON.stringify(source.split('\n')[line - 1]?.trim() ?? '');
  const foreign = foreignSyntax(path, source, line);
  if (foreign !== undefined) return foreign;
  const token = /got '(\w+)'/.exec(error.message)?.[1];
  if (token === 'EOF')
    return {
      code: 'PH601',
      who,
      cause: 'the file ends before a block is closed',
      cure: 'Close it: each {{#name}} needs its {{/name}}.',
    };
  const cause = token === undefined ? error.message.replace(/ - \d+:\d+$/, '') : 'Handlebars cannot read this line';
  return { code: 'PH601', who, cause, cure: `Correct ${text}.` };
}

/** What other languages write: operators, and a block for the other case. */
function foreignSyntax(path: string, source: string, line: number): Finding | undefined {
  const lines = source.split('\n');
  const other = lines.findIndex((one) => /\{\{~?#\s*else\b/.test(one));
  if (other !== -1)
    return {
      code: 'PH601',
      who: `${path}:${other + 1}`,
      cause: '{{#else}} opens a block of its own',
      cure: 'Write {{else}}, or {{else if x}}.',
    };
  const call = callIn(lines[line - 1] ?? '');
  if (call !== undefined)
    return {
      code: 'PH601',
      who: `${path}:${line}`,
      cause: 'Handlebars calls helpers without brackets and filters',
      cure: call,
    };
  const [, operator = ''] = OPERATOR.exec(lines[line - 1] ?? '') ?? [];
  const helper = HELPERS[operator];
  if (helper === undefined) return undefined;
  const cure = `Write {{#if (${helper})}}.`;
  return { code: 'PH601', who: `${path}:${line}`, cause: `Handlebars has no operators, and so no ${operator}`, cure };
}

/** `{{ url_for('notes.index') }}` and `{{ name|upper }}` are Jinja's. */
function callIn(text: string): string | undefined {
  const [, called, given = ''] = /\{\{~?\s*(\w+)\(\s*([^(){},=]*)/.exec(text) ?? [];
  if (called !== undefined)
    return `Write {{${[called === 'url_for' ? 'urlFor' : called, given.trim()].join(' ').trim()}}}.`;
  const [, value, filter] = /\{\{~?\s*([\w.]+)\s*\|\s*(\w+)/.exec(text) ?? [];
  if (filter === 'safe') return `Write {{{${value}}}}, if nobody else may have written it.`;
  return filter === undefined
    ? undefined
    : `Write {{${filter} ${value}}}, and a method ${filter} with @TemplateHelper().`;
}

const OPERATOR = /\{\{[^{}'"]*?\s\(?(===?|!==?|<=?|>=?|&&|\|\||!(?=\w))/;

const HELPERS: Partial<Record<string, string>> = {
  '==': 'eq a b',
  '===': 'eq a b',
  '!=': 'ne a b',
  '!==': 'ne a b',
  '<': 'lt a b',
  '>': 'gt a b',
  '<=': 'not (gt a b)',
  '>=': 'not (lt a b)',
  '&&': 'and a b',
  '||': 'or a b',
  '!': 'not a',
};

/**
 * Refuses the tags of Jinja and EJS, which Handlebars would print.
 *
 * @throws Error with the `lineNumber` of the first
 */
export function refuseForeignTags(tree: hbs.AST.Program): void {
  new ForeignTags().accept(tree);
}

class ForeignTags extends handlebars.Visitor {
  override BlockStatement(block: hbs.AST.BlockStatement): void {
    if ((block.path as hbs.AST.PathExpression).original === 'else')
      throw Object.assign(new Error('{{#else}} opens a block'), { lineNumber: block.loc.start.line });
    super.BlockStatement(block);
  }

  override ContentStatement({ original, value, loc }: hbs.AST.ContentStatement): void {
    const text = String(original ?? value);
    const jinja = /\{%-?\s*(\w+)[^%]{0,200}%\}/.exec(text);
    const ejs = /<%([=_-]?)\s[^%]{0,200}%>/.exec(text);
    if (jinja !== null && JINJA.has(jinja[1]!)) refuse(`{% ${jinja[1]} %}`, "Jinja's", '&#123;%', text, jinja.index);
    if (ejs !== null) refuse(`<%${ejs[1]} %>`, "EJS's", '&lt;%', text, ejs.index);

    function refuse(tag: string, whose: string, escaped: string, before: string, index: number): never {
      const line = loc.start.line + before.slice(0, index).split('\n').length - 1;
      throw Object.assign(new Error(foreign(tag, whose, escaped)), { lineNumber: line });
    }
  }
}

function foreign(tag: string, whose: string, escaped: string): string {
  return `'${tag}' is ${whose}, and would be printed as it is. Handlebars has {{#each notes}}...{{/each}}, {{#if x}}...{{else}}...{{/if}}, {{name}}, {{> partial}} and {{#> layout}}...{{/layout}}; to print the tag, write ${escaped}`;
}

const JINJA = new Set(
  'for endfor if elif else endif block endblock extends include import from set macro call filter with'.split(' '),
);

/** The partials that nobody defines. */
export function missingPartials(templates: readonly Mentioning[]): Finding[] {
  const names = templates.map(({ name }) => name);
  const inline = templates.flatMap(({ mentions }) => mentions?.inline ?? []);
  const known = new Set([...names, ...inline, '@partial-block']);
  return templates.flatMap((template) => {
    const { path, mentions } = template;
    return (mentions?.partials ?? [])
      .filter(({ name }) => !known.has(name) && !isBlockOfUnused(name, template, templates))
      .map(({ name, line }): Finding => ({
        code: 'PH602',
        who: `${path}:${line}`,
        cause: `there is no partial '${name}'`,
        cure: cureOf(name, didYouMean(name, names), isLayout(template, templates)),
      }));
  });
}

/** What a layout asks for, and is like no name that there is, is a block that its pages have to write. */
function cureOf(name: string, guess: string, isOfLayout: boolean): string {
  if (isOfLayout && guess === '') return waysToGive(name).trim();
  return `Correct its name, or make the template ${name}.hbs.${guess}`;
}

function isLayout({ name }: Mentioning, templates: readonly Mentioning[]): boolean {
  return templates.some(({ mentions }) => mentions?.layouts.some((layout) => layout.name === name) === true);
}
