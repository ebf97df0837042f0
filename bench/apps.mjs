import { readFileSync } from 'node:fs';

// The applications: what is started, and which package it shows.

const node = (file) => [process.execPath, `build/${file}.js`];

export const REFERENCE = { name: 'fastify', command: node('fastify'), package: 'fastify' };

/** The reference against itself: how far from 1 chance alone goes. */
export const NOISE = { ...REFERENCE, name: 'fastify again (A/A)' };

export const APPS = [
  { name: 'phial', command: node('phial'), package: 'phial' },
  { name: 'node:http', command: node('node') },
];

/** The version of an application's framework. */
export function versionOf(app) {
  if (app.version !== undefined) return app.version();
  if (app.package === undefined) return process.version.slice(1);
  return JSON.parse(readFileSync(new URL(`node_modules/${app.package}/package.json`, import.meta.url), 'utf8')).version;
}
