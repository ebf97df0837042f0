import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

import Handlebars from 'handlebars';
import mime from 'mime';

import { didYouMean, SetupError, type Finding } from './errors.js';
import type { Request } from './request.js';
import { HTML, Unfinished } from './response.js';
import { BUILT_IN_HELPERS, checkedHelper } from './template-helpers.js';
import { lookUp, SessionOnDemand, useLookUp } from './template-lookup.js';

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

interface Template {
  write: Handlebars.TemplateDelegate;
  /** The content type of what it writes. */
  type: string;
  /** Changes when the file does. */
  stamp: string;
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
    if (findings.length > 0) throw new SetupError(findings);
  }

  /**
   * Fills in a template. What `render()` was given wins over context processors, later ones win over earlier ones, and
   * all win over globals.
   *
   * @throws Error naming the folder and the nearest names, when there is no such template
   */
  render({ name, context }: Rendering, request: Request, contexts: readonly unknown[]): { text: string; type: string } {
    if (this.debug) this.#refresh();
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

  #refresh(): void {
    const [first] = this.#compileChanges();
    if (first !== undefined) throw new Error(`${first.who}: ${first.cause} ${first.cure}`);
  }

  /** Compiles the files that are new or have changed, and forgets those that are gone. */
  #compileChanges(): Finding[] {
    const files = findTemplates(this.#folder);
    for (const name of this.names()) if (!files.has(name)) this.#forget(name);
    return [...files].flatMap(([name, { path, stamp }]) => {
      if (this.#templates.get(name)?.stamp === stamp) return [];
      try {
        this.#templates.set(name, { write: this.#compile(name, path), type: typeOf(name), stamp });
        return [];
      } catch (error) {
        this.#forget(name);
        return [mistakeIn(path, error as Error)];
      }
    });
  }

  #compile(name: string, path: string): Handlebars.TemplateDelegate {
    // An indented partial would indent the lines of a <textarea> or <pre> inside it, too.
    const write = this.#handlebars.compile(readFileSync(path, 'utf8'), { noEscape: name.endsWith('.txt'), preventIndent: true });
    // Handlebars compiles at the first call, which writes nothing yet: mistakes come out now.
    write({});
    this.#handlebars.registerPartial(name, write);
    return write;
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

interface TemplateFile {
  path: string;
  stamp: string;
}

/** The templates below a folder, by name: `notes/index`. Dot files, special files and links that lead out are none. */
function findTemplates(folder: string): Map<string, TemplateFile> {
  const found = new Map<string, TemplateFile>();
  const root = realFolder(folder);
  if (root !== undefined) collect(root, folder, '', [], found);
  return found;
}

function collect(root: string, folder: string, prefix: string, above: readonly string[], found: Map<string, TemplateFile>): void {
  const here = realFolder(folder);
  // A link to a folder above would be followed for ever.
  if (here === undefined || above.includes(here) || (here !== root && !here.startsWith(root + sep))) return;
  for (const name of readdirSync(folder).sort()) {
    if (name.startsWith('.')) continue;
    const path = join(folder, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory()) collect(root, path, `${prefix}${name}/`, [...above, here], found);
    else if (stats?.isFile() && name.endsWith('.hbs') && realpathSync(path).startsWith(root + sep)) {
      found.set(prefix + name.slice(0, -'.hbs'.length), { path, stamp: `${stats.mtimeMs} ${stats.size}` });
    }
  }
}

function realFolder(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? realpathSync(path) : undefined;
}

/** `feed.xml` has the content type of its extension, and a name without one is HTML. */
function typeOf(name: string): string {
  const type = /\.[^./]+$/.test(name) ? mime.getType(name) : null;
  if (type === null) return HTML;
  return /^text\/|[/+](?:json|xml)$|\/javascript$/.test(type) ? `${type}; charset=utf-8` : type;
}

/** What Handlebars says of a file, with the line as editors and terminals read it. */
function mistakeIn(path: string, error: Error & { lineNumber?: number }): Finding {
  const line = error.lineNumber ?? Number(/on line (\d+)/.exec(error.message)?.[1] ?? 1);
  return { who: `${path}:${line}`, cause: error.message, cure: 'Correct the template there.' };
}
