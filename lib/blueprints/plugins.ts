import type { FastifyInstance, FastifyPluginCallback } from 'fastify';

import { isPlainData } from '../response/kinds.js';
import type { PluginEntry } from './blueprint.js';
import type { Unfolded } from './unfold.js';

/**
 * Registers the app's plugins, and those of blueprints that hold for the whole app: each once, however many bring it with the
 * same options.
 */
export function registerForAll(
  fastify: FastifyInstance,
  own: readonly PluginEntry[],
  blueprints: readonly Unfolded[],
): void {
  const registered: Brought[] = [];
  const brought = [
    ...own.map((entry): Brought => ({ entry, owner: 'createApp({ plugins })' })),
    ...blueprints.flatMap((one) =>
      pluginsOf(one, true).map((entry): Brought => ({ entry, owner: `the blueprint ${one.scan.name}` })),
    ),
  ];
  for (const one of brought) {
    if (registered.some(({ entry }) => areSame(entry, one.entry))) continue;
    const [plugin, options] = pluginAndOptions(one.entry);
    const other = registered.find(({ entry }) => pluginAndOptions(entry)[0] === plugin);
    registered.push(one);
    void fastify.register(plugin, options);
    if (other !== undefined)
      void fastify.after(async (error) => {
        if (error != null) throw explained(error, plugin, other.owner, one.owner);
      });
  }
}

/** A plugin for the whole app, and who has it in its list. */
interface Brought {
  entry: PluginEntry;
  owner: string;
}

/** One that is not wrapped may be there twice: each has a scope of its own. */
function areSame(one: PluginEntry, other: PluginEntry): boolean {
  return one === other || (isWrapped(one) && areEqual(pluginAndOptions(one), pluginAndOptions(other)));
}

/** Of objects of a class, one cannot see what they hold: they are equal to themselves alone. */
function areEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isPlainData(one) || !isPlainData(other) || Array.isArray(one) !== Array.isArray(other)) return false;
  const [own, others] = [one, other] as [Record<string, unknown>, Record<string, unknown>];
  const names = Object.keys(own);
  const isSame = (name: string): boolean => Object.hasOwn(others, name) && areEqual(own[name], others[name]);
  return names.length === Object.keys(others).length && names.every(isSame);
}

function explained(error: Error, plugin: FastifyPluginCallback, first: string, second: string): Error {
  if ((error as { code?: unknown }).code !== 'FST_ERR_DEC_ALREADY_PRESENT') return error;
  const { [NAME]: name = plugin.name } = plugin as { [NAME]?: string };
  const twice =
    first === second ? `${first} has the plugin ${name} twice` : `${first} and ${second} both have the plugin ${name}`;
  return new Error(
    `${twice}, with other options each, and it holds for the whole app, once: ${error.message} Register it in createApp({ plugins: [[plugin, options]] }) alone.`,
    { cause: error },
  );
}

/** The plugins that hold for a blueprint's routes alone, or those that hold for the app. */
export function pluginsOf({ plugins }: Unfolded, areWrapped: boolean): PluginEntry[] {
  return plugins.filter((entry) => isWrapped(entry) === areWrapped);
}

/** Whether fastify-plugin has wrapped a plugin, so that it is meant for the scope that it is registered in. */
function isWrapped(entry: PluginEntry): boolean {
  const [plugin] = [entry].flat() as [{ [SKIP]?: boolean } | undefined];
  return plugin?.[SKIP] === true;
}

/** What fastify-plugin marks its plugins with. */
const SKIP = Symbol.for('skip-override');

/** Where it keeps the name of a plugin. */
const NAME = Symbol.for('fastify.display-name');

/** Registers a plugin so that what it does holds for the scope itself, as it would if fastify-plugin had wrapped it. */
export async function registerHere(scope: FastifyInstance, entry: PluginEntry): Promise<void> {
  const [plugin, options] = pluginAndOptions(entry);
  // Not the plugin itself, which may be registered elsewhere; a bound function keeps its length, which says how it ends.
  const here = Object.assign(plugin.bind(undefined), { [SKIP]: true });
  await scope.register(here, options);
}

/** A plugin, and its options. */
export function pluginAndOptions(entry: PluginEntry): [plugin: FastifyPluginCallback, options: object] {
  const [plugin, options] = typeof entry === 'function' ? [entry, {}] : entry;
  return [plugin as FastifyPluginCallback, options];
}
