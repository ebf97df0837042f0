import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

// The applications: what is started, with which variables of the environment, and which package it shows. Of one that is
// far from the reference, less is measured.

// While an application waits for its turn, V8 would collect all its garbage and, with what that frees, throw its compiled code
// away: its next thousands of requests would take up to five times as long. A server under load never waits so long.
const node = (file) => [process.execPath, '--no-memory-reducer', '--import', './ticks.mjs', `build/${file}.js`];

/**
 * Another engine, so its rows are there for scale. Its program comes with the package of npm. They are measured in full, since
 * Phial takes some 100,000 requests there until it is warm.
 */
const BUN = 'node_modules/.bin/bun';

/** Debian's packages are those of its own Python. */
const PYTHON = '/usr/bin/python3';

export const REFERENCE = { name: 'fastify', command: node('fastify'), package: 'fastify' };

/** The reference against itself: how far from 1 chance alone goes. */
export const NOISE = { ...REFERENCE, name: 'fastify again (A/A)' };

export const APPS = [
  { name: 'phial', command: node('phial'), package: 'phial' },
  { name: 'phial with response schemas', command: node('phial'), env: { RESPONSE_SCHEMAS: '1' }, package: 'phial' },
  { name: 'node:http', command: node('node') },
  { name: 'fastify-decorators', command: node('fastify-decorators'), package: 'fastify-decorators' },
  { name: 'nest', command: node('nest'), package: '@nestjs/core', isFar: true },
  { name: 'hono', command: node('hono'), package: 'hono', isFar: true },
  { name: 'adonis', command: node('adonis'), package: '@adonisjs/http-server', isFar: true },
  { name: 'express', command: node('express'), package: 'express', isFar: true },
  { name: 'routing-controllers', command: node('routing-controllers'), package: 'routing-controllers', isFar: true },
  {
    name: 'fastapi',
    isFar: true,
    command: [
      ...[PYTHON, '-m', 'uvicorn', '--app-dir', 'apps', '--port', '$PORT', '--workers', '1'],
      ...['--log-level', 'error', '--no-access-log', 'fastapi_app:app'],
    ],
    version: () => versionInPython('fastapi'),
    isInstalled: () =>
      python('import fastapi, uvicorn, uvloop, httptools, itsdangerous, multipart, jinja2').status === 0,
    hint: 'apt-get install python3-fastapi python3-uvicorn python3-uvloop python3-httptools python3-itsdangerous python3-multipart python3-jinja2',
  },
  {
    name: 'flask',
    isFar: true,
    command: [
      'gunicorn',
      '--chdir',
      'apps',
      '--bind',
      '127.0.0.1:$PORT',
      '--workers',
      '1',
      '--worker-class',
      'gthread',
      '--threads',
      '4',
      '--log-level',
      'error',
      'flask_app:app',
    ],
    version: () => versionInPython('flask'),
    isInstalled: () => python('import flask, gunicorn').status === 0,
    hint: 'apt-get install python3-flask gunicorn',
  },
  ...['phial', 'hono', 'elysia'].map((name) => ({
    name: `${name} on Bun`,
    command: [BUN, `build/${name}.js`],
    version: () => `${versionOfPackage('bun')} (${name} ${versionOfPackage(name)})`,
    isInstalled: () => spawnSync(BUN, ['--version'], { cwd: import.meta.dirname }).status === 0,
    hint: 'npm ci in this folder, on a machine that Bun has a program for',
  })),
];

/** Those of other roads; of roads that keep something, such as sessions, in processes of their own. */
export const ROAD_APPS = [
  { name: 'fastify', command: node('roads/fastify'), keeping: node('keeping/fastify'), package: 'fastify' },
  { name: 'phial', command: node('roads/phial'), keeping: node('keeping/phial'), package: 'phial' },
];

function python(program) {
  return spawnSync(PYTHON, ['-c', program], { encoding: 'utf8' });
}

function versionInPython(name) {
  return python(`import importlib.metadata; print(importlib.metadata.version('${name}'))`).stdout.trim();
}

/** The version of an application's framework. */
export function versionOf(app) {
  if (app.version !== undefined) return app.version();
  return app.package === undefined ? process.version.slice(1) : versionOfPackage(app.package);
}

function versionOfPackage(name) {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
}
