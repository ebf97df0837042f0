import { handlebars } from './handlebars.js';

/** What Handlebars reads, and what can only fail when it is rendered, or be printed as it is. */
export class ForeignTag extends Error {
  constructor(
    message: string,
    readonly lineNumber: number,
    /** What to write; undefined where that is seen in the line. */
    readonly cure?: string,
  ) {
    super(message);
  }
}

/**
 * Refuses what other languages of templates write: tags of Jinja and EJS, which Handlebars would print, and their conditions
 * and loops, which it would take for several values.
 *
 * @param helpers those of the app, which may take other values than Handlebars' own
 * @throws ForeignTag for the first
 */
export function refuseForeignTags(tree: hbs.AST.Program, helpers: Readonly<Record<string, unknown>> = {}): void {
  new ForeignTags(helpers).accept(tree);
}

class ForeignTags extends handlebars.Visitor {
  constructor(private readonly helpers: Readonly<Record<string, unknown>>) {
    super();
  }

  override BlockStatement(block: hbs.AST.BlockStatement): void {
    const name = (block.path as hbs.AST.PathExpression).original;
    const line = block.loc.start.line;
    if (name === 'else') throw new ForeignTag('{{#else}} opens a block', line);
    if (ONE_VALUE.has(name) && block.params.length !== 1 && !Object.hasOwn(this.helpers, name))
      throw new ForeignTag(`{{#${name}}} takes one value, and has ${block.params.length}`, line, cureOf(name, block));
    super.BlockStatement(block);
  }

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    const { original } = mustache.path as hbs.AST.PathExpression;
    const [operator, other] = mustache.params.map(written);
    const isHelper = Object.hasOwn(this.helpers, original);
    const line = mustache.loc.start.line;
    if (operator === '?')
      throw new ForeignTag(
        "Handlebars has no operators, and so no '?'",
        line,
        `Write {{#if ${original}}}${shownAs(mustache.params[1])}{{else}}${shownAs(mustache.params[3])}{{/if}}.`,
      );
    if ((operator === 'or' || operator === 'and') && other !== undefined && !isHelper)
      throw new ForeignTag(
        `Handlebars has no operators, and ${operator} is a helper`,
        line,
        `Write {{${operator} ${original} ${other}}}.`,
      );
    super.MustacheStatement(mustache);
  }

  /** The only mistake that Handlebars itself finds when it makes code, and not when it reads. */
  override PartialStatement(partial: hbs.AST.PartialStatement): void {
    this.#refuseValues(partial);
    super.PartialStatement(partial);
  }

  override PartialBlockStatement(partial: hbs.AST.PartialBlockStatement): void {
    this.#refuseValues(partial);
    super.PartialBlockStatement(partial);
  }

  #refuseValues({ type, name, params, loc }: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement): void {
    if (params.length < 2) return;
    const [first, second] = params.map(written);
    const tag = `${type === 'PartialStatement' ? '>' : '#>'} ${name.type === 'SubExpression' ? '(...)' : name.original}`;
    throw new ForeignTag(
      `{{${tag}}} takes one value, and has ${params.length}`,
      loc.start.line,
      `Name the others: {{${tag} ${first} name=${second}}}.`,
    );
  }

  override ContentStatement({ original, value, loc }: hbs.AST.ContentStatement): void {
    const text = String(original ?? value);
    const jinja = /\{%-?\s*(\w+)[^%]{0,200}%\}/.exec(text);
    const ejs = /<%([=_-]?)\s[^%]{0,200}%>/.exec(text);
    if (jinja !== null && JINJA.has(jinja[1]!)) refuse(`{% ${jinja[1]} %}`, "Jinja's", '&#123;%', text, jinja.index);
    if (ejs !== null) refuse(`<%${ejs[1]} %>`, "EJS's", '&lt;%', text, ejs.index);

    function refuse(tag: string, whose: string, escaped: string, before: string, index: number): never {
      const line = loc.start.line + before.slice(0, index).split('\n').length - 1;
      throw new ForeignTag(foreign(tag, whose, escaped), line);
    }
  }
}

function foreign(tag: string, whose: string, escaped: string): string {
  return `'${tag}' is ${whose}, and would be printed as it is. Handlebars has {{#each notes}}...{{/each}}, {{#if x}}...{{else}}...{{/if}}, {{name}}, {{> partial}} and {{#> layout}}...{{/layout}}; to print the tag, write ${escaped}`;
}

const JINJA = new Set(
  'for endfor if elif else endif block endblock extends include import from set macro call filter with'.split(' '),
);

/** Handlebars' own blocks, each of which refuses any other number. */
const ONE_VALUE = new Set(['each', 'with', 'if', 'unless']);

/** How the words of other languages are written here: `items as item`, `item in items`, `not a`, `a and b`, `a is b`. */
function cureOf(name: string, { params }: hbs.AST.BlockStatement): string {
  const [first, second, third] = params.map(written);
  if (first === undefined) return `Write {{#${name} value}}.`;
  const isLoop = name === 'each' || name === 'with';
  if (isLoop && second === 'as') return `Write {{#${name} ${first} as |${third ?? 'item'}|}}.`;
  if (isLoop && (second === 'in' || second === 'of')) return `Write {{#${name} ${third ?? 'items'} as |${first}|}}.`;
  if (isLoop) return `Write {{#${name} ${first}}}, or {{#${name} ${first} as |item|}} to name what it goes through.`;
  if (first === 'not') return `Write {{#${name} (not ${second})}}.`;
  const helper = WORDS[second ?? ''];
  if (helper !== undefined && third !== undefined) return `Write {{#${name} (${helper} ${first} ${third})}}.`;
  if (params[0]?.type === 'PathExpression' && second !== undefined)
    return `A call stands in brackets: write {{#${name} (${params.map(written).join(' ')})}}.`;
  return `Write {{#${name} ${first}}}.`;
}

const WORDS: Readonly<Record<string, string>> = {
  and: 'and',
  or: 'or',
  is: 'eq',
  eq: 'eq',
  ne: 'ne',
  lt: 'lt',
  gt: 'gt',
};

/** A name, or a value as it stands in the template. */
function written(node: hbs.AST.Node | undefined): string {
  const { type = '', original, value } = (node ?? {}) as { type?: string; original?: unknown; value?: unknown };
  if (type === 'StringLiteral') return JSON.stringify(value);
  return type === 'SubExpression' ? '(...)' : String(original ?? '...');
}

/** Text stands for itself, and all else in its mustaches. */
function shownAs(node: hbs.AST.Node | undefined): string {
  return node?.type === 'StringLiteral' ? (node as hbs.AST.StringLiteral).value : `{{${written(node)}}}`;
}
