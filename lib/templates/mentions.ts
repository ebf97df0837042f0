import { isStatic } from '../routes/own-static.js';
import { handlebars } from './handlebars.js';

/** What a template names, and the line where it does. */
export interface Mention {
  name: string;
  line: number;
  /** Whether names are those of an item there, as inside `{{#each}}`. */
  isOfItem: boolean;
  /** Whether it is asked for whatever the values are: in no block, and in none that a page may replace. */
  isAlways: boolean;
}

/** An endpoint that `urlFor` is given as text, with the names of its values. */
export interface EndpointMention extends Mention {
  /** What stands behind the endpoint without a name gives none. */
  values: readonly string[];
}

/** A static file, and the endpoint that makes its URL. */
export interface FileMention extends Mention {
  endpoint: string;
}

type Call = hbs.AST.MustacheStatement | hbs.AST.BlockStatement | hbs.AST.SubExpression;
type PartialCall = hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement;

/** All that a template names and somebody else must have: partials, helpers, endpoints, files. */
export class Mentions extends handlebars.Visitor {
  /** The partials that it uses; `isOfItem` when the partial is given an item. */
  readonly partials: Mention[] = [];
  /** The partials that it defines itself. */
  readonly inline: string[] = [];
  /** What is called with arguments, so that it is a helper or a function of the context. */
  readonly helpers: Mention[] = [];
  /** What `urlFor` is given as text. */
  readonly endpoints: EndpointMention[] = [];
  /** The static files that `urlFor` is asked for. */
  readonly files: FileMention[] = [];
  /** Names that stand for values: those of block parameters, and what is handed to partials. */
  readonly values: string[] = [];
  /** The templates that it stands in: `{{#> base}}`. */
  readonly layouts: Mention[] = [];
  /** Those that it gives more than blocks. */
  readonly filled: Mention[] = [];
  /** The names that its paths begin with: of `{{session.user}}` and `{{request.session.user}}` that is `session`. */
  readonly names = new Set<string>();
  /** Members of the request and the session that are looked for in an item. */
  readonly strayed: Mention[] = [];
  /** Whether it uses a partial or a layout that a value names. */
  usesAny = false;
  /** Whether it is a whole page by itself, as layouts are. */
  isDocument = false;
  #isOfItem = false;
  /** How many blocks are open that may be gone past. */
  #depth = 0;

  constructor(tree: hbs.AST.Program) {
    super();
    this.accept(tree);
  }

  override Program(program: hbs.AST.Program): void {
    this.values.push(...(program.blockParams ?? []));
    super.Program(program);
  }

  override PathExpression(path: hbs.AST.PathExpression): void {
    const { data, depth, original, parts } = path;
    this.#noteName(path);
    const isNamed = !data && depth === 0 && parts.length > 1 && original.startsWith(`${String(parts[0])}.`);
    if (this.#isOfItem && isNamed && AROUND.includes(String(parts[0]))) this.#add(this.strayed, original, path);
  }

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    super.MustacheStatement(mustache);
    if (hasArguments(mustache)) this.#call(mustache);
  }

  override SubExpression(expression: hbs.AST.SubExpression): void {
    super.SubExpression(expression);
    this.#call(expression);
  }

  override BlockStatement(block: hbs.AST.BlockStatement): void {
    if (hasArguments(block)) this.#call(block);
    if (block.path.type === 'PathExpression') this.#noteName(block.path as hbs.AST.PathExpression);
    this.acceptArray(block.params);
    this.accept(block.hash);
    this.#depth += 1;
    const outer = this.#isOfItem;
    this.#isOfItem ||= !hasArguments(block) || ['each', 'with'].includes(nameIn(block) ?? '');
    this.accept(block.program);
    this.#isOfItem = outer;
    this.accept(block.inverse);
    this.#depth -= 1;
  }

  override ContentStatement({ value }: hbs.AST.ContentStatement): void {
    this.isDocument ||= /<(?:html|!doctype)\b/i.test(value);
  }

  override PartialStatement(partial: hbs.AST.PartialStatement): void {
    super.PartialStatement(partial);
    this.#use(partial);
  }

  /** A block that defines inline partials means a layout; another is its own fallback, and the partial may be missing. */
  override PartialBlockStatement(partial: hbs.AST.PartialBlockStatement): void {
    if (partial.name.type === 'SubExpression') this.usesAny = true;
    else this.#add(this.layouts, nameOfPartial(partial), partial);
    if (isFilled(partial.program.body)) this.#add(this.filled, nameOfPartial(partial), partial);
    this.#depth += 1;
    super.PartialBlockStatement(partial);
    this.#depth -= 1;
    if (partial.program.body.some(({ type }) => type === 'DecoratorBlock')) this.#use(partial);
  }

  override DecoratorBlock(block: hbs.AST.DecoratorBlock): void {
    this.#depth += 1;
    super.DecoratorBlock(block);
    this.#depth -= 1;
    this.inline.push(String((block.params[0] as hbs.AST.StringLiteral | undefined)?.value));
  }

  #noteName({ data, depth, parts }: hbs.AST.PathExpression): void {
    const [first, ...rest] = (data && parts[0] === 'root' ? parts.slice(1) : parts).map(String);
    // An item has its own members.
    if (first === undefined || (first === 'session' && this.#isOfItem && !data && depth === 0)) return;
    this.names.add(first);
    if (first === 'request' && rest.length > 0) this.names.add(rest[0]!);
  }

  #call(call: Call): void {
    const name = nameIn(call);
    if (name === undefined) return;
    this.#add(this.helpers, name, call);
    const endpoint = name === 'urlFor' ? textOf(call.params[0]) : undefined;
    if (endpoint === undefined) return;
    const values = pairsOf(call).map(({ key }) => key);
    this.endpoints.push({ ...this.#mention(endpoint, call), values });
    const file = textOf(pairsOf(call).find(({ key }) => key === 'filename')?.value);
    if (isStatic(endpoint) && file !== undefined) this.files.push({ ...this.#mention(file, call), endpoint });
  }

  #use(partial: PartialCall): void {
    this.values.push(...pairsOf(partial).map(({ key }) => key));
    // `{{> (lookup . 'kind')}}` is known when it is rendered.
    if (partial.name.type === 'SubExpression') {
      this.usesAny = true;
      return;
    }
    this.#add(this.partials, nameOfPartial(partial), partial);
    if (partial.params.length > 0) this.partials.at(-1)!.isOfItem = true;
  }

  #add(list: Mention[], name: string, node: hbs.AST.Node): void {
    list.push(this.#mention(name, node));
  }

  #mention(name: string, { loc }: hbs.AST.Node): Mention {
    return { name, line: loc.start.line, isOfItem: this.#isOfItem, isAlways: this.#depth === 0 };
  }
}

/** What all templates have beside their values. `state` may well be a field of an item. */
const AROUND = ['request', 'session'];

function nameOfPartial({ name }: PartialCall): string {
  return String((name as hbs.AST.PathExpression).original);
}

function hasArguments(call: Call): boolean {
  return call.params.length > 0 || pairsOf(call).length > 0;
}

/** The parser leaves the hash away where nothing stands. */
function pairsOf({ hash }: { hash: hbs.AST.Hash | undefined }): hbs.AST.HashPair[] {
  return hash?.pairs ?? [];
}

/** A name that may be a helper's; undefined for `user.owns`, `this.owns`, `../owns` and `@owns`, which are values. */
function nameIn({ path }: Call): string | undefined {
  const { type, data, depth, parts, original } = path as hbs.AST.PathExpression;
  const isName = type === 'PathExpression' && !data && depth === 0 && parts.length === 1 && original === parts[0];
  return isName ? original : undefined;
}

function textOf(node: hbs.AST.Node | undefined): string | undefined {
  return node?.type === 'StringLiteral' ? (node as hbs.AST.StringLiteral).value : undefined;
}

/**
 * Whether a page writes something itself, besides the blocks that it hands to its layout. Beside these, a comment or a helper,
 * which may do what it does for the layout, is no text.
 */
function isFilled(statements: readonly hbs.AST.Statement[]): boolean {
  const hasBlocks = statements.some(({ type }) => type === 'DecoratorBlock');
  const shown = statements.filter((one) => isShown(one));
  return hasBlocks ? shown.some(({ type }) => type !== 'MustacheStatement') : shown.length > 0;
}

function isShown(statement: hbs.AST.Statement): boolean {
  if (statement.type === 'ContentStatement')
    return (statement as hbs.AST.ContentStatement).value.replace(/<!--[^]*?-->/g, '').trim() !== '';
  return !['DecoratorBlock', 'Decorator', 'CommentStatement'].includes(statement.type);
}
