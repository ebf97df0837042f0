import type { ContextRefusal } from '../classes/return-types.js';
import type { Mistake } from '../plain/mistake.js';
import { didYouMean } from '../plain/nearest.js';
import { shown } from '../plain/shown.js';
import type { Finding } from '../plain/setup-error.js';
import type { Request } from '../request/request.js';
import { refuseInsideData, refuseInsideText } from '../response/inside-data.js';
import { describe } from '../response/kinds.js';
import { Unfinished } from '../response/unfinished.js';
import type { ServingApp } from '../request/serving.js';
import type { CompiledTemplates, Template } from './compiled.js';
import { checkedHelper } from './checked-helper.js';
import { addMembers, checkContext, isInstance, refusePromises } from './context.js';
import { findAllTemplates, foreignFile, plainName } from './files.js';
import type { Helper } from './helpers.js';
import type { Surroundings } from './surroundings.js';
import type { ShownObject } from './tracer.js';
import { SessionOnDemand } from './lookup.js';
import { segmentOf } from './segments.js';
import type { KnownNames } from './unknown-names.js';

/** Options of `createApp({ templates })`. */
export interface TemplateOptions {
  /** The folder below `root`, or several, of which the first that has a template wins; default `templates`. */
  folder?: string | readonly string[];
  /** Functions that templates call: `{{money price}}`. The last argument is Handlebars' own, with `hash` and `data`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- helpers take what templates pass
  helpers?: Record<string, (...args: any[]) => unknown>;
  /** Values that every template has. */
  globals?: Record<string, unknown>;
}

/** What `render()` gives: a template on its way to a response. */
export class Rendering extends Unfinished {
  /** @throws TypeError for values that have no names */
  constructor(
    /** The template, as `render()` was given it. */
    readonly name: string | readonly string[],
    /** The values that the template fills in. */
    readonly context: object = {},
  ) {
    super();
    checkContext(String(name), context);
  }

  /** Inside data it has no place. @internal */
  toJSON(): never {
    refuseInsideData(
      `render('${String(this.name)}')`,
      'Return it alone; for a status, makeResponse(render(...), 404).',
    );
  }

  /** Nor inside text. @internal */
  override toString(): never {
    const call = `render('${String(this.name)}')`;
    refuseInsideText(call, `Write await request.${call} there, which is its text.`);
  }
}

/**
 * Renders a template of the app's folder `templates`; of a list of names, the first that there is.
 *
 * @example
 * Fills in `templates/notes/index.hbs`.
 * ```ts
 * return render('notes/index', { notes });
 * ```
 */
export function render(name: string | readonly string[]): Rendering;
/** Renders a template with values, none of which is a promise. */
// A parameter that may be left out would make the compiler take one type of a union for all of it.
export function render<Context extends object | undefined>(
  name: string | readonly string[],
  context: Context & ContextRefusal<Context>,
): Rendering;
export function render(name: string | readonly string[], context?: object): Rendering {
  return new Rendering(name, context);
}

/** The templates of an app. */
export class Templates {
  readonly #folders: readonly string[];
  readonly #places: readonly string[];
  readonly #helpers: Record<string, Helper>;
  readonly #sessionHelpers: readonly string[];
  readonly #globals: Record<string, unknown>;
  /** Whether files are read afresh when they have changed; decided when the app is run. */
  debug: boolean;
  /** Called in debug mode when files have changed. */
  onChange: (() => void) | undefined;
  /** Called in debug mode when a page shows an object as `[object Object]`. */
  onObject: ((sentence: string) => void) | undefined;
  readonly #told = new Set<string>();
  /** Undefined while there are none. */
  #compiled: CompiledTemplates | undefined;
  #isReady = false;

  /**
   * @param options.folders absolute paths: of two templates of one name, the one of the first wins
   * @param options.places where those folders were looked for
   * @param options.sessionHelpers the names of helpers that take a session
   */
  constructor({
    folders,
    places,
    helpers,
    sessionHelpers,
    globals,
    debug,
  }: Required<Omit<TemplateOptions, 'folder'>> & {
    folders: readonly string[];
    places: readonly string[];
    sessionHelpers: readonly string[];
    debug: boolean;
  }) {
    this.#folders = folders;
    this.#places = places;
    this.#helpers = Object.fromEntries(
      Object.entries(helpers).map(([name, helper]) => [name, checkedHelper(name, helper)]),
    );
    this.#sessionHelpers = sessionHelpers;
    this.#globals = globals;
    this.debug = debug;
  }

  /**
   * Compiles the files. Handlebars is loaded for the first of them, and in debug mode, where one may come at any time.
   *
   * @throws SetupError naming file and line of each finding
   */
  async ready(): Promise<void> {
    this.#isReady = true;
    if (!this.debug && findAllTemplates(this.#folders).length === 0) return;
    const { CompiledTemplates: Loaded } = await import('./compiled.js');
    this.#compiled ??= new Loaded(this.#folders, this.#helpers, this.#sessionHelpers);
    this.#compiled.compileAll();
  }

  /** Whether a template reads the session, or may, by what it uses. */
  readsSession({ name }: Rendering): boolean {
    return this.#compiled?.sessionReaders.has(this.#find(name).name) ?? false;
  }

  /**
   * Fills in a template. What `render()` was given wins over context processors, later ones win over earlier ones, and
   * all win over globals.
   *
   * @throws Error naming the folder and the nearest names, when there is no such template
   */
  render({ name, context }: Rendering, request: Request, contexts: readonly unknown[]): { text: string; type: string } {
    const template = this.#find(name);
    const root: Record<string, unknown> = {
      request,
      session: new SessionOnDemand(request),
      config: request.app.config,
      state: request.state,
      ...this.#globals,
      ...(contexts.length > 0 && Object.assign({}, ...contexts)),
      ...context,
    };
    refusePromises(root, template.name);
    for (let place = 0; place < contexts.length; place++)
      if (isInstance(contexts[place])) addMembers(root, contexts[place], [...contexts.slice(place + 1), context]);
    addMembers(root, context);
    const data = { root, request };
    const text = this.#compiled!.write(template, data);
    if (this.debug && text.includes('[object ')) this.#tellObject(template.name, data);
    return { text, type: template.type };
  }

  /**
   * Fills in a template where there is no request, for a mail or a job. So there are no `request`, `session` and `state`, and
   * no context processors are asked.
   *
   * @throws Error while the templates are not compiled, or when there is no such template
   */
  renderAlone({ name, context }: Rendering, serving: ServingApp): string {
    if (!this.#isReady)
      throw new Error(
        `app.render('${String(name)}') came before the app was ready, and templates are compiled then. Write await app.ready() first; in methods with @OnStart() or @Command() the app is ready.`,
      );
    const template = this.#find(name);
    const root: Record<string, unknown> = { config: serving.app.config, ...this.#globals, ...context };
    refusePromises(root, template.name);
    addMembers(root, context);
    return this.#compiled!.write(template, { root, serving });
  }

  /** Each place is told once: a page is looked at often while it is written. */
  #tellObject(name: string, data: Surroundings): void {
    const shown = this.#compiled!.shownObject(name, data);
    const where = `${shown?.path}:${shown?.line}`;
    if (shown === undefined || this.#told.has(where)) return;
    this.#told.add(where);
    this.onObject?.(
      `${where}: {{${shown.text}}} is ${describe(shown.value)}, and the page shows ${String(shown.value)}. Write one of its members, {{${memberIn(shown)}}}, or {{json ${shown.text}}}.`,
    );
  }

  #find(name: string | readonly string[]): Template {
    if (this.debug && this.#compiled?.compileChanges().hasChanged === true) this.onChange?.();
    const template = typeof name === 'string' ? this.#compiled?.get(name) : this.#firstOf(name);
    if (template === undefined) throw new Error(this.#absence(name));
    return template;
  }

  #firstOf(names: unknown): Template | undefined {
    if (!Array.isArray(names)) return undefined;
    const known = (names as string[]).find((name) => this.#compiled?.get(name) !== undefined);
    return known === undefined ? undefined : this.#compiled?.get(known);
  }

  /** What the compiled templates name that is not there, besides partials. */
  unknownNames(known: KnownNames): Finding[] {
    const mayBeValue = (name: string): boolean => Object.hasOwn(this.#globals, name) || known.mayBeValue(name);
    return this.#compiled?.unknownNames({ ...known, mayBeValue }) ?? [];
  }

  /** Undefined for the name of a template, otherwise what is wrong with it. */
  unknownTemplate(name: string): Mistake | undefined {
    if (this.#compiled?.get(name) !== undefined) return undefined;
    return {
      code: 'PH604',
      cause: `there is no template '${name}'${this.#where}`,
      cure: this.#cure(name) ?? `Correct its name, or make ${name}.hbs there.${this.#guess(name)}`,
    };
  }

  /** What to do where the name alone is not what is wrong. */
  #cure(name: string): string | undefined {
    if (this.#places.length === 0) return "Name one: { templates: 'views' }.";
    const plain = plainName(name);
    const file = this.#meant(plain) === undefined ? foreignFile(plain, this.#folders) : undefined;
    if (file === undefined) return undefined;
    return `${file} is there: rename it to ${plain}.hbs${plain === name ? '' : `, and name it '${plain}'`}.`;
  }

  /** Its file's name, or its name without an inner extension, is likelier than one that is spelt alike. */
  #guess(name: string): string {
    const plain = plainName(name);
    const meant = this.#meant(plain);
    return didYouMean(meant ?? plain, meant === undefined ? (this.#compiled?.names() ?? []) : [meant]);
  }

  #meant(plain: string): string | undefined {
    return this.#compiled?.names().find((one) => one === plain || one.startsWith(`${plain}.`));
  }

  get #where(): string {
    return this.#places.length === 0 ? ', since templates has no folder' : ` in ${this.#places.join(' nor in ')}`;
  }

  #absence(given: unknown): string {
    if (Array.isArray(given)) return `There is none of the templates ${shown(given)}${this.#where}.`;
    const name = String(given);
    const cure = this.#cure(name) ?? `${this.#guess(name)} Its file would be '${name}.hbs' there.`.trimStart();
    return `There is no template '${name}'${this.#where}. ${cure}`;
  }
}

/** `user.name`, or of an item in a list `name`. */
function memberIn({ text, value }: ShownObject): string {
  const [name = 'name'] = Object.keys(value as object);
  return text === 'this' && !Array.isArray(value) ? segmentOf(name) : `${text}.${segmentOf(name)}`;
}
