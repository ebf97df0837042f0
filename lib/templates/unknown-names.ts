import { missingStaticFile, type ServedFolders } from '../files/missing-file.js';
import type { Mistake } from '../plain/mistake.js';
import { didYouMean } from '../plain/nearest.js';
import type { Finding } from '../plain/setup-error.js';
import { lackingVariable, type NamedPath } from '../routes/lacking-variable.js';
import { unknownEndpoint } from '../routes/unknown-endpoint.js';
import type { Forms } from './forms.js';
import type { PrintedTags } from './printed-tags.js';
import type { EndpointMention, Mention, Mentions } from './mentions.js';

/** What templates may name besides each other. */
export interface KnownNames {
  endpoints: readonly string[];
  /** Those of the routes. */
  paths: readonly NamedPath[];
  /** The folders of static files. */
  served: readonly ServedFolders[];
  /** Whether a name may be that of a function that templates are given, and call as they call a helper. */
  mayBeValue: (name: string) => boolean;
  /** Whether an object somewhere has a member of a name: `{ request: ... }`. */
  isMember: (name: string) => boolean;
}

/** A template and what it names; undefined for one that does not compile. */
export interface Mentioning {
  name: string;
  path: string;
  mentions: Mentions | undefined;
  /** Undefined for text, and for one that does not compile. */
  forms?: Forms | undefined;
  /** Undefined for one that has none, and no script. */
  printed?: PrintedTags | undefined;
}

/**
 * What the templates name that is not there, and that is known to fail only when it is rendered.
 *
 * @param ownUrlFor whether `urlFor` is a helper of the user's, which may take other names
 */
export function unknownNames(
  templates: readonly Mentioning[],
  helpers: readonly string[],
  known: KnownNames,
  ownUrlFor: boolean,
): Finding[] {
  const values = new Set(templates.flatMap(({ mentions }) => mentions?.values ?? []));
  const ofItems = partialsOfItems(templates);
  const mayBeCalled = (name: string): boolean => helpers.includes(name) || values.has(name) || known.mayBeValue(name);
  const mayBeItems = (name: string): boolean => values.has(name) || known.isMember(name);
  return templates.flatMap(({ name, path, mentions }) => {
    if (mentions === undefined) return [];
    const find = <One extends Mention>(list: readonly One[], examine: (one: One) => Mistake | undefined): Finding[] =>
      list.flatMap((one) => {
        const mistake = examine(one);
        return mistake === undefined ? [] : [{ who: `${path}:${one.line}`, ...mistake }];
      });
    return [
      ...find(mentions.helpers, (one) =>
        mayBeCalled(one.name) ? undefined : unknownHelper(one, one.isOfItem || ofItems.has(name), helpers),
      ),
      ...find(mentions.strayed, (one) => (mayBeItems(one.name.split('.', 1)[0]!) ? undefined : strayed(one))),
      ...(ownUrlFor ? [] : find(mentions.endpoints, (one) => endpointMistake(one, known))),
      ...(ownUrlFor
        ? []
        : find(mentions.files, ({ name: file, endpoint }) => missingStaticFile(known.served, endpoint, file))),
    ];
  });
}

function endpointMistake({ name, values }: EndpointMention, { endpoints, paths }: KnownNames): Mistake | undefined {
  const unknown = unknownEndpoint(name, endpoints);
  return unknown ?? lackingVariable(name, paths, (variable) => values.includes(variable));
}

function strayed({ name }: Mention): Mistake {
  return {
    code: 'PH614',
    cause: `{{${name}}} is looked up in the item there, as all names are`,
    cure: `Write {{@root.${name}}}, or {{this.${name}}} when it is the item's.`,
  };
}

/** An item may have a method of any name, so that there only what is near to a helper's name is told. */
function unknownHelper({ name }: Mention, isOfItem: boolean, helpers: readonly string[]): Mistake | undefined {
  if (/^(?:else_?if|elif)$/i.test(name))
    return { code: 'PH603', cause: `there is no {{${name}}}`, cure: 'Write {{else if x}}.' };
  const foreign = isOfItem || !Object.hasOwn(FOREIGN_HELPERS, name) ? undefined : FOREIGN_HELPERS[name];
  if (foreign !== undefined) return { code: 'PH603', cause: `there is no helper '${name}'`, cure: foreign };
  const near = didYouMean(name, helpers);
  if (isOfItem && (near === '' || name.length < 4)) return undefined;
  return {
    code: 'PH603',
    cause: `there is no helper '${name}'`,
    cure: `Name it in createApp({ templates: { helpers } }), or put @TemplateHelper() on a method; a function of the context is called as this.${name}.${near}`,
  };
}

const LAYOUT = 'Write {{#> layout}}{{#*inline "content"}}...{{/inline}}{{/layout}}, and {{> content}} in the layout.';
const LOOP = 'Write {{#each items as |item|}}...{{/each}}.';
const PART = 'Write {{> folder/name}}, for a partial.';

/** What loops, layouts and parts are called in other languages of templates. */
const FOREIGN_HELPERS: Readonly<Partial<Record<string, string>>> = {
  ...{ for: LOOP, foreach: LOOP, forEach: LOOP, loop: LOOP, endfor: 'Write {{/each}}.', endif: 'Write {{/if}}.' },
  ...{ block: LAYOUT, extends: LAYOUT, extend: LAYOUT, layout: LAYOUT, section: LAYOUT, contentFor: LAYOUT },
  ...{ include: PART, partial: PART, import: PART },
  switch: 'Write {{#if (eq x 1)}}...{{else if (eq x 2)}}...{{/if}}.',
  url_for: "Write {{urlFor 'notes.show' id=1}}.",
  get_flashed_messages: 'Write {{#each (flashes)}}{{message}}{{/each}}.',
};

/** The templates that are written as partials with an item for their context, and those that these use. */
function partialsOfItems(templates: readonly Mentioning[]): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    templates.find((one) => one.name === name)?.mentions?.partials.forEach((one) => add(one.name));
  };
  for (const { mentions } of templates)
    mentions?.partials.filter(({ isOfItem }) => isOfItem).forEach(({ name }) => add(name));
  return found;
}
