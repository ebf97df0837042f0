import { readFileSync } from 'node:fs';

import Handlebars from 'handlebars';

import { didYouMean, SetupError, type Finding } from '../errors/errors.js';
import type { Request } from '../request.js';
import { Unfinished } from '../response.js';
import { findTemplates, type TemplateFile } from './files.js';
import { BUILT_IN_HELPERS, checkedHelper } from './helpers.js';
import { lookUp, SessionOnDemand, useLookUp } from './lookup.js';
import { missingPartials, mistakeIn, Partials } from './mistakes.js';

/** Options of `createApp({ templates })`. */
export interface TemplateOptions {
  /** The folder below `root`; default `templates`. */
  folder?: string;
  /** Functions that templates call: `{{money price}}`. The last argument is Handlebars' own, with `hash` and `data`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- helpers take what templates pass
  helpers?: Record<string, (...args: any[]) => unknown>;
  /** Values that every template has. */
  globals?: Record<string, unknown>;
}

/** What `render()` gives: a template on its way to a response. */
export class Rendering extends Unfinished {
  constructor(readonly name: string, readonly context: object) {
    super();
  }
}

/** Renders a template: `return render('notes/index', { notes })` fills in `templates/notes/index.hbs`. */
export function render(name: string, context: object = {}): Rendering {
  return new Rendering(name, context);
}

interface Template extends TemplateFile {
  write: Handlebars.TemplateDelegate;
  /** Undefined for a template with a mistake. */
  partials: Partials | undefined;
}

/** The templates of an app. Each is also a partial and a layout, under its path. */
export class Templates {
  readonly #folder: string;
  readonly #globals: Record<string, unknown>;
  /** Whether files are read afresh when they have changed; decided when the app is run. */
  debug: boolean;
  readonly #handlebars = Handlebars.create();
  readonly #templates = new Map<string, Template>();

  /** @param options.folder an absolute path */
  constructor({ folder, helpers, globals, debug }: Required<TemplateOptions> & { debug: boolean }) {
    this.#folder = folder;
    this.#globals = globals;
    this.debug = debug;
    useLookUp(this.#handlebars);
    const own = Object.entries(helpers).map(([name, helper]) => [name, checkedHelper(name, helper)]);
    this.#handlebars.registerHelper({ ...BUILT_IN_HELPERS, ...Object.fromEntries(own) });
  }

  /** @throws SetupError naming file and line of each mistake */
  compileAll(): void {
    const findings = this.#compileChanges();
    if (findings.length === 0) findings.push(...missingPartials(this.#templates));
    if (findings.length > 0) throw new SetupError(findings);
  }

  /**
   * Fills in a template. What `render()` was given wins over context processors, later ones win over earlier ones, and
   * all win over globals.
   *
   * @throws Error naming the folder and the nearest names, when there is no such template
   */
  render({ name, context }: Rendering, request: Request, contexts: readonly unknown[]): { text: string; type: string } {
    if (this.debug) this.#compileChanges();
    const template = this.#templates.get(name);
    if (template === undefined) throw new Error(this.#absence(name));
    const root = {
      request, session: new SessionOnDemand(request), config: request.app.config, state: request.state,
      ...this.#globals, ...(contexts.length > 0 && Object.assign({}, ...contexts)), ...context,
    };
    addMembers(root, context);
    return { text: this.#write(name, template, root, request), type: template.type };
  }

  names(): string[] {
    return [...this.#templates.keys()];
  }

  #write(name: string, { write }: Template, root: object, request: Request): string {
    try {
      return write(root, { data: { root, request } });
    } catch (error) {
      // Handlebars' own errors do not say where. What a helper throws, an Abort for instance, passes as it is.
      if (!(error instanceof Handlebars.Exception)) throw error;
      throw new Error(`The template '${name}' in ${this.#folder} failed: ${(error as Error).message}.`, { cause: error });
    }
  }

  /** Compiles the files that are new or have changed, and forgets those that are gone. */
  #compileChanges(): Finding[] {
    const files = findTemplates(this.#folder);
    const gone = this.names().filter((name) => !files.some((file) => file.name === name));
    for (const name of gone) this.#forget(name);
    return files.filter(({ name, stamp }) => this.#templates.get(name)?.stamp !== stamp).flatMap((file) => this.#add(file));
  }

  /** A template with a mistake is one that throws it, so that the other pages can be seen while it is written. */
  #add(file: TemplateFile): Finding[] {
    const source = readFileSync(file.path, 'utf8').replace(/^\uFEFF/, '');
    try {
      const tree = this.#handlebars.parseWithoutProcessing(source);
      this.#put({ ...file, write: this.#compile(tree, file.name), partials: new Partials(tree) });
      return [];
    } catch (error) {
      const mistake = mistakeIn(file.path, source, error as Error);
      this.#put({ ...file, write: () => { throw new Error(`${mistake.who}: ${mistake.cause}. ${mistake.cure}`); }, partials: undefined });
      return [mistake];
    }
  }

  #compile(tree: hbs.AST.Program, name: string): Handlebars.TemplateDelegate {
    // An indented partial would indent the lines of a <textarea> or <pre> inside it, too.
    const write = this.#handlebars.compile(tree, { noEscape: name.endsWith('.txt'), preventIndent: true });
    // Handlebars compiles at the first call, which writes nothing yet: mistakes come out now.
    write({});
    return write;
  }

  #put(template: Template): void {
    this.#templates.set(template.name, template);
    this.#handlebars.registerPartial(template.name, template.write);
  }

  #forget(name: string): void {
    this.#templates.delete(name);
    this.#handlebars.unregisterPartial(name);
  }

  #absence(name: string): string {
    return `There is no template '${name}' in ${this.#folder}.${didYouMean(String(name), this.names())} Its file would be '${name}.hbs' there.`;
  }
}

/** Of a class instance the getters and methods, which a spread leaves behind. */
function addMembers(root: object, context: object): void {
  for (let at: unknown = context && Object.getPrototypeOf(context); at != null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const key of Object.getOwnPropertyNames(at)) {
      if (key === 'constructor' || Object.hasOwn(context, key)) continue;
      Object.defineProperty(root, key, { configurable: true, enumerable: true, get: () => lookUp(context, key) });
    }
  }
}
