import { readFileSync } from 'node:fs';

import type Handlebars from 'handlebars';

import type { TemplateFile } from './files.js';
import { changeHandlebars, type CallOptions } from './handlebars-changes.js';
import { handlebars } from './handlebars.js';
import type { Helper } from './helpers.js';

/** Where in a template something went wrong. */
export interface Place {
  /** Of the template or partial: `notes/row`. */
  name: string;
  path: string;
  line: number;
}

/**
 * Finds the line at which rendering failed. Handlebars does not tell, and to write each line down would cost every page: so
 * the templates are compiled once more with a mark before each statement, and the page that failed is rendered again.
 */
export class Tracer {
  readonly #handlebars = handlebars.create();
  readonly #options: CallOptions;
  readonly #marked = new Map<string, { stamp: string; write: Handlebars.TemplateDelegate }>();
  #last: { name: string; line: number } | undefined;

  constructor(helpers: Record<string, Helper>) {
    const mark: Helper = (name, line) => {
      this.#last = { name: name as string, line: line as number };
      return '';
    };
    this.#options = changeHandlebars(this.#handlebars, { ...helpers, [MARK]: mark });
  }

  /** The line that fails; undefined when it does not fail again. */
  placeOf(name: string, data: { root: object }, files: ReadonlyMap<string, TemplateFile>): Place | undefined {
    this.#last = undefined;
    try {
      for (const file of files.values()) this.#add(file);
      this.#marked.get(name)?.write(data.root, this.#options(data));
      return undefined;
    } catch {
      return this.#place(files);
    }
  }

  #place(files: ReadonlyMap<string, TemplateFile>): Place | undefined {
    const last = this.#last;
    const file = last && files.get(last.name);
    return last && file && { ...last, path: file.path };
  }

  #add({ name, path, stamp }: TemplateFile): void {
    if (this.#marked.get(name)?.stamp === stamp) return;
    const tree = this.#parsed(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
    if (tree === undefined) return;
    new Marker(name).accept(tree);
    const write = this.#handlebars.compile(tree, { preventIndent: true });
    // The first call makes it ready, and writes nothing.
    write({});
    this.#marked.set(name, { stamp, write });
    this.#handlebars.registerPartial(name, write);
  }

  /** Undefined for one that does not compile, of which its own file and line are told. */
  #parsed(source: string): hbs.AST.Program | undefined {
    try {
      return this.#handlebars.parseWithoutProcessing(source);
    } catch {
      return undefined;
    }
  }
}

/** Not a name that anybody would give a helper. */
const MARK = 'phial at';

/** Puts a mark before each statement that does something. */
class Marker extends handlebars.Visitor {
  constructor(private readonly template: string) {
    super();
  }

  override Program(program: hbs.AST.Program): void {
    super.Program(program);
    program.body = program.body.flatMap((statement) =>
      DOING.has(statement.type) ? [this.#mark(statement.loc.start.line), statement] : [statement],
    );
  }

  #mark(line: number): hbs.AST.Statement {
    const [mark] = handlebars.parseWithoutProcessing(`{{[${MARK}] "" ${line}}}`).body as [hbs.AST.MustacheStatement];
    const name = mark.params[0] as hbs.AST.StringLiteral;
    name.value = this.template;
    return mark;
  }
}

const DOING = new Set(['MustacheStatement', 'BlockStatement', 'PartialStatement', 'PartialBlockStatement']);
