// node --import phial/register app.ts: loads TypeScript with decorator metadata, which Node's own type stripping lacks.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { setTsconfigPath } from '@oxc-node/core';

import { noteRegistered } from './plain/launch.js';

if (!isConfigured()) setTsconfigPath(fileURLToPath(new URL('../starter/tsconfig.json', import.meta.url)));
// Only now: it takes the path along to its own thread.
// @ts-expect-error -- it has no types
await import('@oxc-node/core/register');
noteRegistered();

/** A single file may have no tsconfig.json at all. */
function isConfigured(): boolean {
  if (
    [process.env['TS_NODE_PROJECT'], process.env['OXC_TSCONFIG_PATH']].some((path) => path !== undefined && path !== '')
  )
    return true;
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'tsconfig.json'))) return true;
    if (folder === dirname(folder)) return false;
  }
}
