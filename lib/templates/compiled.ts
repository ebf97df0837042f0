import { readFileSync } from 'node:fs';

import type Handlebars from 'handlebars';
import mime from 'mime';

import { sentenceOf, SetupError, type Finding } from '../plain/setup-error.js';
import { HTML } from '../response/kinds.js';
import { escape, unescaped } from './escape.js';
import { findAllTemplates, type TemplateFile } from './files.js';
import { refuseForeignTags } from './foreign-tags.js';
import { formMistakes, Forms } from './forms.js';
import { changeHandlebars, type CallOptions } from './handlebars-changes.js';
import { handlebars } from './handlebars.js';
import { BUILT_IN_HELPERS, type Helper } from './helpers.js';
import { missingBlocks, placelessLayouts, unwrittenBlocks } from './blocks.js';
import { BrokenTemplate, isMistake, located } from './located.js';
import { Mentions } from './mentions.js';
import { missingPartials, findingIn } from './mistakes.js';
import { printedTags, printedTagsIn } from './printed-tags.js';
import { SessionReaders } from './session-readers.js';
import type { Surroundings } from './surroundings.js';
import { Tracer, type ShownObject } from './tracer.js';
import { unknownNames, type KnownNames, type Mentioning } from './unknown-names.js';

/** A template, ready to write. */
export interface Template extends TemplateFile, Mentioning {
  /** The content type of what it writes. */
  type: string;
  write: Handlebars.TemplateDelegate;
}

/** The templates of some folders, compiled by Handlebars. Each is also a partial and a layout, under its path. */
export class CompiledTemplates {
  readonly #handlebars = handlebars.create();
  readonly #options: CallOptions;
  readonly #templates = new Map<string, Template>();
  readonly #helpers: Record<string, Helper>;
  readonly sessionReaders: SessionReaders;
  /** Whether text is being written, and no page: a `.txt` that a page includes is a part of the page. */
  #isText = false;
  /** Made for the first page that fails. */
  #tracer: Tracer | undefined;
  /** Errors that tell their place: `app.render()` in a helper passes them through several templates. */
  readonly #located = new WeakSet<Error>();

  constructor(
    private readonly folders: readonly string[],
    helpers: Record<string, Helper>,
    sessionHelpers: readonly string[],
  ) {
    this.sessionReaders = new SessionReaders(this.#templates, sessionHelpers);
    this.#helpers = { ...(BUILT_IN_HELPERS as Record<string, unknown> as Record<string, Helper>), ...helpers };
    this.#options = changeHandlebars(this.#handlebars, this.#helpers, (value) =>
      this.#isText ? unescaped(value) : escape(value),
    );
  }

  /** @throws SetupError naming file and line of each finding */
  compileAll(): void {
    const { findings } = this.compileChanges();
    if (findings.length === 0) findings.push(...missingPartials([...this.#templates.values()]));
    if (findings.length > 0) throw new SetupError(findings);
  }

  /** Compiles the files that are new or have changed, and forgets those that are gone. */
  compileChanges(): { findings: Finding[]; hasChanged: boolean } {
    const files = findAllTemplates(this.folders);
    const gone = this.names().filter((name) => !files.some((file) => file.name === name));
    for (const name of gone) this.#forget(name);
    const changed = files.filter(({ name, stamp }) => this.#templates.get(name)?.stamp !== stamp);
    return { findings: changed.flatMap((file) => this.#add(file)), hasChanged: gone.length > 0 || changed.length > 0 };
  }

  /** What the templates name that is not there, besides partials. */
  unknownNames(known: KnownNames): Finding[] {
    const isOwn = this.#helpers['urlFor'] !== BUILT_IN_HELPERS.urlFor;
    const templates = [...this.#templates.values()];
    return [
      ...unknownNames(templates, Object.keys(this.#handlebars.helpers), known, isOwn),
      ...missingBlocks(templates),
      ...unwrittenBlocks(templates),
      ...placelessLayouts(templates),
      ...formMistakes(templates),
      ...printedTags(templates),
    ];
  }

  get(name: string): Template | undefined {
    return this.#templates.get(name);
  }

  names(): string[] {
    return [...this.#templates.keys()];
  }

  /** @throws Error naming the template or partial and its line; what a helper throws, an Abort for instance, passes as it is */
  write({ name, write }: Template, data: Surroundings): string {
    // A helper may render another template meanwhile.
    const outer = this.#isText;
    this.#isText = name.endsWith('.txt');
    try {
      return write(data.root, this.#options(data));
    } catch (error) {
      if (!isMistake(error) || this.#located.has(error)) throw error;
      this.#tracer ??= new Tracer(this.#helpers);
      // A template that a helper renders meanwhile is no page of its own.
      if (this.#tracer.isTracing) throw error;
      const known = { helpers: Object.keys(this.#helpers), partials: this.names() };
      const told = located(error, name, this.#tracer.placeOf(name, data, this.#templates), known);
      this.#located.add(told);
      throw told;
    } finally {
      this.#isText = outer;
    }
  }

  /** The first object that a page shows as `[object Object]`, when it does so again. */
  shownObject(name: string, data: Surroundings): ShownObject | undefined {
    this.#tracer ??= new Tracer(this.#helpers);
    return this.#tracer.shownObject(name, data, this.#templates);
  }

  /** A template that does not compile is one that throws why, so that the other pages can be seen while it is written. */
  #add(file: TemplateFile): Finding[] {
    const source = readFileSync(file.path, 'utf8').replace(/^\uFEFF/, '');
    const type = typeOf(file.name);
    try {
      const tree = this.#handlebars.parseWithoutProcessing(source);
      refuseForeignTags(tree, this.#helpers);
      const write = this.#compile(tree, file.name);
      this.#put({
        ...file,
        type,
        write,
        mentions: new Mentions(tree),
        forms: type === HTML ? new Forms(source) : undefined,
        printed: type === HTML ? printedTagsIn(source) : undefined,
      });
      return [];
    } catch (error) {
      const finding = findingIn(file.path, source, error as Error);
      this.#put({
        ...file,
        type,
        write: () => {
          throw new BrokenTemplate(sentenceOf(finding));
        },
        mentions: undefined,
      });
      return [finding];
    }
  }

  /** The code of it is made when it is shown first, which of many is a matter of time. */
  #compile(tree: hbs.AST.Program, name: string): Handlebars.TemplateDelegate {
    // An indented partial would indent the lines of a <textarea> or <pre> inside it, too.
    const write = this.#handlebars.compile(tree, { preventIndent: true });
    let isMade = false;
    const first: typeof write = (context, given) => {
      // Blocks of layouts copy the partials, and so call this one again.
      if (isMade) return write(context, given);
      isMade = true;
      // Handlebars' own first call makes the code, and writes nothing yet.
      write({});
      const template = this.#templates.get(name);
      if (template?.write === first) this.#put({ ...template, write });
      return write(context, given);
    };
    return first;
  }

  #put(template: Template): void {
    this.sessionReaders.forget();
    this.#templates.set(template.name, template);
    this.#handlebars.registerPartial(template.name, template.write);
  }

  #forget(name: string): void {
    this.#templates.delete(name);
    this.#handlebars.unregisterPartial(name);
  }
}

/** `feed.xml` has the content type of its extension; a name that has none is HTML. */
function typeOf(name: string): string {
  const type = /\.[^./]+$/.test(name) ? mime.getType(name) : null;
  if (type === null) return HTML;
  return /^text\/|[/+](?:json|xml)$|\/javascript$/.test(type) ? `${type}; charset=utf-8` : type;
}
