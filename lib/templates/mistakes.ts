import { didYouMean } from '../plain/nearest.js';
import type { Finding } from '../plain/setup-error.js';
import { handlebars } from './handlebars.js';

/**
 * What Handlebars says of a file, under the line as editors and terminals read it.
 *
 * @param error with its place in `lineNumber`, or in the text of the message
 */
export function findingIn(path: string, source: string, error: Error & { lineNumber?: number }): Finding {
  const line = error.lineNumber ?? Number(/on line (\d+)/.exec(error.message)?.[1] ?? 1);
  const who = `${path}:${line}`;
  const text = JSON.stringify(source.split('\n')[line - 1]?.trim() ?? '');
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

/**
 * Refuses the tags of Jinja, which Handlebars would print.
 *
 * @throws Error with the `lineNumber` of the first
 */
export function refuseJinja(tree: hbs.AST.Program): void {
  new JinjaTags().accept(tree);
}

class JinjaTags extends handlebars.Visitor {
  override ContentStatement({ original, value, loc }: hbs.AST.ContentStatement): void {
    const text = String(original ?? value);
    const match = /\{%-?\s*(\w+)[^%]{0,200}%\}/.exec(text);
    if (match === null || !JINJA.has(match[1]!)) return;
    const message = `'{% ${match[1]} %}' is Jinja's, and would be printed as it is. Handlebars has {{#each notes}}...{{/each}}, {{#if x}}...{{else}}...{{/if}}, {{> partial}} and {{#> layout}}...{{/layout}}; to print the tag, write &#123;%`;
    throw Object.assign(new Error(message), {
      lineNumber: loc.start.line + text.slice(0, match.index).split('\n').length - 1,
    });
  }
}

const JINJA = new Set(
  'for endfor if elif else endif block endblock extends include import from set macro call filter with'.split(' '),
);

/** The partials that a template uses, and those that it defines itself. */
export class Partials extends handlebars.Visitor {
  readonly used: { name: string; line: number }[] = [];
  readonly inline: string[] = [];

  constructor(tree: hbs.AST.Program) {
    super();
    this.accept(tree);
  }

  override PartialStatement(partial: hbs.AST.PartialStatement): void {
    super.PartialStatement(partial);
    this.#use(partial);
  }

  /** A block that defines inline partials means a layout; another is its own fallback, and the partial may be missing. */
  override PartialBlockStatement(partial: hbs.AST.PartialBlockStatement): void {
    super.PartialBlockStatement(partial);
    if (partial.program.body.some(({ type }) => type === 'DecoratorBlock')) this.#use(partial);
  }

  override DecoratorBlock(block: hbs.AST.DecoratorBlock): void {
    super.DecoratorBlock(block);
    this.inline.push(String((block.params[0] as hbs.AST.StringLiteral | undefined)?.value));
  }

  #use({ name, loc }: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement): void {
    // `{{> (lookup . 'kind')}}` is known when it is rendered.
    if (name.type === 'SubExpression') return;
    this.used.push({ name: String((name as hbs.AST.PathExpression).original), line: loc.start.line });
  }
}

/** The partials that nobody defines. */
export function missingPartials(
  templates: ReadonlyMap<string, { path: string; partials: Partials | undefined }>,
): Finding[] {
  const inline = [...templates.values()].flatMap(({ partials }) => partials?.inline ?? []);
  const known = new Set([...templates.keys(), ...inline, '@partial-block']);
  return [...templates.values()].flatMap(({ path, partials }) =>
    (partials?.used ?? [])
      .filter(({ name }) => !known.has(name))
      .map(({ name, line }) => ({
        code: 'PH602',
        who: `${path}:${line}`,
        cause: `there is no partial '${name}'`,
        cure: `Correct its name, or make the template ${name}.hbs.${didYouMean(name, templates.keys())}`,
      })),
  );
}
