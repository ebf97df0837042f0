import { nearest } from '../plain/nearest.js';
import type { Finding } from '../plain/setup-error.js';
import { waysToGive } from './located.js';
import type { Mention } from './mentions.js';
import type { Mentioning } from './unknown-names.js';

// Layouts ask for blocks, `{{> title}}`, which each of their pages writes: `{{#*inline "title"}}`.

/** The blocks that pages lack, each of which would fail its page. What no page has is a missing partial. */
export function missingBlocks(templates: readonly Mentioning[]): Finding[] {
  const byName = new Map(templates.map((one) => [one.name, one]));
  const written = new Set(templates.flatMap(({ mentions }) => mentions?.inline ?? []));
  return templates
    .filter((one) => !isUsed(one, templates))
    .flatMap((page) =>
      (page.mentions?.layouts ?? []).flatMap((layout) => {
        const all = within(layout.name, byName);
        const own = new Set([page, ...all].flatMap(({ mentions }) => mentions?.inline ?? []));
        const lacking = all.flatMap(asked).filter((name) => written.has(name) && !byName.has(name) && !own.has(name));
        return [...new Set(lacking)].map((name) => lack(page, layout, name));
      }),
    );
}

/** The blocks that a template asks for under a condition, while those who write them never use it. When it is met, the page fails. */
export function unwrittenBlocks(templates: readonly Mentioning[]): Finding[] {
  const byName = new Map(templates.map((one) => [one.name, one]));
  const written = new Set(templates.flatMap(({ mentions }) => mentions?.inline ?? []));
  return templates.flatMap((template) => {
    const { path, mentions } = template;
    const perhaps = (mentions?.partials ?? []).filter(
      ({ name, isAlways }) => !isAlways && written.has(name) && !byName.has(name) && !mentions!.inline.includes(name),
    );
    if (perhaps.length === 0 || !isUsed(template, templates)) return [];
    const around = surroundings(template, templates, byName);
    return perhaps
      .filter(({ name }) => !around.some((one) => one.mentions?.usesAny || one.mentions?.inline.includes(name)))
      .map(({ name, line }) => unwritten(`${path}:${line}`, name));
  });
}

/** Layouts, whole pages by themselves, that write nothing of what their pages put into them. */
export function placelessLayouts(templates: readonly Mentioning[]): Finding[] {
  const byName = new Map(templates.map((one) => [one.name, one]));
  const filled = new Set(templates.flatMap(({ mentions }) => mentions?.filled ?? []).map(({ name }) => name));
  return [...filled]
    .flatMap((name) => byName.get(name) ?? [])
    .filter((layout) => layout.mentions?.isDocument === true)
    .filter((layout) => ![...reached(layout, byName)].some(hasPlace))
    .map(({ path }) => ({
      code: 'PH615',
      who: path,
      cause: 'it is used as a layout and writes nothing of its pages',
      cure: 'Write {{> @partial-block}} where they belong.',
    }));
}

function hasPlace({ mentions }: Mentioning): boolean {
  return mentions?.usesAny === true || mentions?.partials.some(({ name }) => name === '@partial-block') === true;
}

function unwritten(who: string, name: string): Finding {
  const cause = `it asks for the block '${name}', and nothing that uses it writes that block`;
  return { code: 'PH610', who, cause, cure: waysToGive(name).trim() };
}

/** Who may write the blocks of a template: those that use it, and all that these use. */
function surroundings(
  template: Mentioning,
  templates: readonly Mentioning[],
  byName: ReadonlyMap<string, Mentioning>,
): Mentioning[] {
  return templates.flatMap((one) => {
    const used = reached(one, byName);
    return used.has(template) || one.mentions?.usesAny ? [...used] : [];
  });
}

/** A template, and those that it may use. */
function reached(
  template: Mentioning,
  byName: ReadonlyMap<string, Mentioning>,
  found = new Set<Mentioning>(),
): Set<Mentioning> {
  if (found.has(template)) return found;
  found.add(template);
  const { partials = [], layouts = [] } = template.mentions ?? {};
  for (const { name } of [...partials, ...layouts]) {
    const used = byName.get(name);
    if (used !== undefined) reached(used, byName, found);
  }
  return found;
}

function lack({ path }: Mentioning, { name: layout, line }: Mention, name: string): Finding {
  const cause = `its layout '${layout}' asks for the block '${name}', which it does not write`;
  return { code: 'PH610', who: `${path}:${line}`, cause, cure: waysToGive(name).trim() };
}

/** What a template asks for on each way. */
function asked({ mentions }: Mentioning): string[] {
  return (mentions?.partials ?? []).filter(({ isAlways }) => isAlways).map(({ name }) => name);
}

/** A template, and those that it always uses. */
function within(
  name: string,
  byName: ReadonlyMap<string, Mentioning>,
  found = new Set<Mentioning>(),
): readonly Mentioning[] {
  const template = byName.get(name);
  if (template === undefined || found.has(template)) return [...found];
  found.add(template);
  const layouts = (template.mentions?.layouts ?? []).filter(({ isAlways }) => isAlways).map((one) => one.name);
  for (const one of [...asked(template), ...layouts]) within(one, byName, found);
  return [...found];
}

/** Whether another template has it as a partial or a layout: what it lacks may be there. */
function isUsed({ name }: Mentioning, templates: readonly Mentioning[]): boolean {
  return templates.some(({ mentions }) =>
    [...(mentions?.partials ?? []), ...(mentions?.layouts ?? [])].some((one) => one.name === name),
  );
}

/** A layout that has no page yet: nothing of it is rendered, so that its blocks fail nothing. */
export function isBlockOfUnused(name: string, template: Mentioning, templates: readonly Mentioning[]): boolean {
  const others = templates.map((one) => one.name).filter((one) => one !== template.name);
  return (
    template.mentions?.isDocument === true &&
    /(?:^|\/)(?:base|layout|main|master|default)$|^layouts\//.test(template.name) &&
    nearest(name, others).length === 0 &&
    !isUsed(template, templates)
  );
}
