import type { FastifyInstance, FastifyPluginCallback } from 'fastify';

import type { PluginEntry } from './blueprint.js';
import type { Unfolded } from './unfold.js';

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
