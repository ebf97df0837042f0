import { readFileSync } from 'node:fs';

import type Handlebars from 'handlebars';

import { escape } from './escape.js';
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

/** An object that a page shows where it means its text. */
export interface ShownObject extends Place {
  /** What was written: `user`. */
  text: string;
  value: unknown;
}

interface Mark {
  name: string;
  line: number;
  /** What the statement names: `user.name`. */
  text: string;
}

/** Whether what a page shows of a value is `[object Object]`: no text that anybody wants. */
function isOpaque(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || 'toHTML' in value) return false;
  return String(value as object).includes('[object ');
}

/**
 * Finds the line at which rendering failed. Handlebars does not tell, and to write each line down would cost every page: so
 * the page that failed is rendered again, of templates that are compiled once more with a mark before each statement.
 */
export class Tracer {
  readonly #handlebars = handlebars.create();
  readonly #options: CallOptions;
  readonly #marked = new Map<string, { stamp: string; write: Handlebars.TemplateDelegate }>();
  #last: Mark | undefined;
  #shown: (Mark & { value: unknown }) | undefined;
  /** Whether a page is being rendered again. */
  isTracing = false;

  constructor(helpers: Record<string, Helper>) {
    const mark: Helper = (name, line, text) => {
      this.#last = { name: name as string, line: line as number, text: text as string };
      return '';
    };
    this.#options = changeHandlebars(this.#handlebars, { ...helpers, [MARK]: mark }, (value) => {
      if (this.#last !== undefined && isOpaque(value)) this.#shown ??= { ...this.#last, value };
      return escape(value);
    });
  }

  /** The line that fails; undefined when it does not fail again. */
  placeOf(name: string, data: { root: object }, files: ReadonlyMap<string, TemplateFile>): Place | undefined {
    this.#last = undefined;
    this.isTracing = true;
    try {
      this.#follow(files);
      this.#marked.get(name)?.write(data.root, this.#options(data));
      return undefined;
    } catch {
      return this.#place(files);
    } finally {
      this.isTracing = false;
    }
  }

  /** The first object that has no text; undefined when none is written again. */
  shownObject(name: string, data: { root: object }, files: ReadonlyMap<string, TemplateFile>): ShownObject | undefined {
    this.#shown = undefined;
    this.placeOf(name, data, files);
    const shown = this.#noted();
    const file = shown && files.get(shown.name);
    return shown && file && { ...shown, path: file.path };
  }

  #noted(): (Mark & { value: unknown }) | undefined {
    return this.#shown;
  }

  #place(files: ReadonlyMap<string, TemplateFile>): Place | undefined {
    const last = this.#last;
    const file = last && files.get(last.name);
    return last && file && { name: last.name, line: last.line, path: file.path };
  }

  /** Each is compiled when it is called, since of many that takes seconds, and a page uses few. */
  #follow(files: ReadonlyMap<string, TemplateFile>): void {
    for (const name of this.#marked.keys()) {
      if (files.has(name)) continue;
      this.#marked.delete(name);
      this.#handlebars.unregisterPartial(name);
    }
    for (const file of files.values()) {
      const { name, stamp } = file;
      if (this.#marked.get(name)?.stamp === stamp) continue;
      let marked: Handlebars.TemplateDelegate | undefined;
      const write: Handlebars.TemplateDelegate = (context, given) => (marked ??= this.#compile(file))(context, given);
      this.#marked.set(name, { stamp, write });
      this.#handlebars.registerPartial(name, write);
    }
  }

  #compile({ name, path }: TemplateFile): Handlebars.TemplateDelegate {
    const tree = this.#handlebars.parseWithoutProcessing(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
    new Marker(name).accept(tree);
    const write = this.#handlebars.compile(tree, { preventIndent: true });
    // The first call makes it ready, and writes nothing.
    write({});
    return write;
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
      DOING.has(statement.type) ? [this.#mark(statement), statement] : [statement],
    );
  }

  #mark(statement: hbs.AST.Statement): hbs.AST.Statement {
    const { line } = statement.loc.start;
    const text = `{{[${MARK}] "" ${line} ""}}`;
    const [mark] = handlebars.parseWithoutProcessing(text).body as [hbs.AST.MustacheStatement];
    const [name, , expression] = mark.params as [hbs.AST.StringLiteral, unknown, hbs.AST.StringLiteral];
    name.value = this.template;
    expression.value = String(
      (statement as Partial<hbs.AST.MustacheStatement & { path: { original: string } }>).path?.original,
    );
    return mark;
  }
}

const DOING = new Set(['MustacheStatement', 'BlockStatement', 'PartialStatement', 'PartialBlockStatement']);
