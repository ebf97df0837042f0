import type Handlebars from 'handlebars';

import { BLOCK_HELPERS, type Helper } from './helpers.js';
import { lookUp } from './lookup.js';
import { contextWith } from './partial-contexts.js';

/**
 * All that Phial changes of Handlebars, in an environment of its own (`handlebars.create()`): how values are looked up,
 * what partials are given, how their blocks are prepared, and how templates are called. It reaches into Handlebars' runtime, where there is no
 * option for this. So package.json takes no new minor version by itself, and spec/templates/handlebars-changes.spec.ts
 * compares what is written with Handlebars as it comes.
 *
 * @param escape what writes values, where another than Handlebars' is wanted
 * @returns what each call of a template gets as its options
 */
export function changeHandlebars(
  handlebars: typeof Handlebars,
  helpers: Handlebars.HelperDeclareSpec,
  escape?: Escape,
): CallOptions {
  useLookUp(handlebars, escape);
  usePartialBlocks(handlebars);
  handlebars.registerHelper({ ...BLOCK_HELPERS, ...helpers });
  return callOptions(handlebars);
}

/** What `{{value}}` goes through. */
export type Escape = (value: unknown) => string;

/** Makes the options that a template is called with. */
export type CallOptions = (data: object) => Handlebars.RuntimeOptions;

/** The parts of a compiled template that matter here. */
interface Specification {
  main: ((container: Container, ...rest: unknown[]) => string) & { decorator?: unknown };
  /** What `{{#*inline}}` became. */
  main_d?: unknown;
  usePartial?: boolean;
}

/** What a template keeps between its calls. */
interface Container {
  lookupProperty: typeof lookUp;
  escapeExpression: Escape;
  invokePartial: (partial: unknown, context: unknown, options: PartialOptions) => string;
  partials?: object | undefined;
}

/**
 * First change: templates look values up by `lookUp()`. Handlebars asks the prototype's members of each single name, and
 * knows no dictionaries. Its environment makes a template of what was compiled, and a template keeps the look-up in its
 * container: the first call of each template puts ours there, and writes nothing. So does what calls partials, where
 * Handlebars would copy of their context what a spread does.
 */
function useLookUp(handlebars: typeof Handlebars, escape: Escape | undefined): void {
  const makeTemplate = handlebars.template.bind(handlebars);
  handlebars.template = (given) => {
    const specification = given as Specification;
    const { main, usePartial = false } = specification;
    let its: Container | undefined;
    specification.main = (container) => {
      its = container;
      container.lookupProperty = lookUp;
      if (escape !== undefined) container.escapeExpression = escape;
      if (usePartial) passContexts(container);
      specification.main = Object.assign(main, { decorator: specification.main_d });
      return '';
    };
    const write = makeTemplate(specification);
    return usePartial ? keepingPartials(write, () => its) : write;
  };
}

function passContexts(container: Container): void {
  const { invokePartial } = container;
  container.invokePartial = (partial, context, options) => {
    const { hash } = options;
    // Handlebars has nothing to copy then.
    options.hash = undefined;
    return invokePartial.call(container, partial, hash ? contextWith(hash, context) : context, options);
  };
}

/**
 * A layout inside itself, or one of a page that a helper renders, has other blocks. Handlebars would leave them to the
 * conditions and loops of the outer one, which look at the container.
 */
function keepingPartials(
  write: Handlebars.TemplateDelegate,
  containerOf: () => Container | undefined,
): Handlebars.TemplateDelegate {
  const keeping: typeof write = (context, options) => {
    const container = containerOf();
    const partials = container?.partials;
    try {
      return write(context, options);
    } finally {
      if (container !== undefined) container.partials = partials;
    }
  };
  return Object.assign(keeping, write);
}

/** What Handlebars passes on from template to template. */
interface Frame {
  'partial-block'?: Block | undefined;
}

/** What stands between `{{#> layout}}` and `{{/layout}}`, compiled. */
type Block = ((context: unknown, options?: { data?: Frame }) => string) & { partials?: object };

interface PartialOptions {
  /** The named arguments. */
  hash?: object | undefined;
  data: Frame;
  fn?: Block;
  partials: object;
}

/** The part of Handlebars' runtime that its environments may replace: its source calls it a pseudo-supported API. */
interface Runtime {
  noop: Block;
  invokePartial: (this: unknown, partial: unknown, context: unknown, options: PartialOptions) => string;
}

/**
 * Second change: the blocks of partials are prepared here, as Handlebars does but for one thing. It writes
 * `frame.block = function () {...}`, and a function that is made where it becomes a property V8 puts straight into the old
 * space (its parser's CheckAssigningFunctionLiteralToProperty). Until all garbage is collected it would keep the page's
 * data and its request, and a page takes 15 % longer.
 */
function usePartialBlocks(handlebars: typeof Handlebars): void {
  const environment = handlebars as unknown as { VM: Runtime };
  const { invokePartial, noop } = environment.VM;
  environment.VM = {
    ...environment.VM,
    invokePartial(partial, context, options) {
      const { fn } = options;
      if (fn === undefined || fn === noop) return invokePartial.call(this, partial, context, options);
      const outer = Object.hasOwn(options.data, 'partial-block') ? options.data['partial-block'] : undefined;
      const block: Block = (given, inner = {}) => {
        inner.data = frameWith(handlebars, inner.data, outer);
        return fn(given, inner);
      };
      options.data = frameWith(handlebars, options.data, block);
      if (fn.partials !== undefined) options.partials = { ...options.partials, ...fn.partials };
      // It has no block any more for Handlebars to prepare.
      options.fn = noop;
      return invokePartial.call(this, partial ?? block, context, options);
    },
  };
}

/** A frame below another, with the block that `@partial-block` names there. */
function frameWith(handlebars: typeof Handlebars, parent: Frame | undefined, block: Block | undefined): Frame {
  const frame = handlebars.createFrame(parent) as Frame;
  frame['partial-block'] = block;
  return frame;
}

/**
 * Third change: templates are called as Handlebars calls partials, with helpers that are ready. For any other template it
 * makes all of them anew at each call, which takes as long as a small page.
 */
function callOptions({ helpers, partials, decorators }: typeof Handlebars): CallOptions {
  const ready = Object.entries(helpers).map(([name, helper]) => [name, withLookUp(helper as Helper)]);
  const { helperMissing, blockHelperMissing, ...others } = Object.fromEntries(ready) as Record<string, Helper>;
  const hooks = { helperMissing, blockHelperMissing };
  return (data) => ({ partial: true, helpers: others, partials, decorators, hooks, data });
}

/** Helpers find the look-up in their last argument, Handlebars' options. */
function withLookUp(helper: Helper): Helper {
  return function (...args) {
    (args.at(-1) as { lookupProperty: typeof lookUp }).lookupProperty = lookUp;
    return helper.apply(this, args);
  };
}
