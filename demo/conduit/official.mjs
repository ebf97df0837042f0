// Holds the app to the collection of the RealWorld project: every request of it, every assertion. Needs `npm run build`.
// The data is that project's, and lies beside this repository, or where REALWORLD says.
import 'phial/register';

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const data = process.env.REALWORLD || join(import.meta.dirname, '../../../shared/realworld');
const collection = join(data, 'Conduit.postman_collection.json');

if (existsSync(collection)) process.exitCode = await judge();
else warn(`RealWorld's collection was NOT run: there is no ${collection}. Set REALWORLD to its folder.`);

/** Newman's exit code: 0 when all of it holds. */
async function judge() {
  const { createConduit } = await import('./create-conduit.ts');
  const folder = mkdtempSync(join(tmpdir(), 'conduit-'));
  const app = createConduit({ database: join(folder, 'conduit.sqlite'), secretKey: randomUUID() });
  try {
    return await newman(await app.run({ port: 0 }));
  } finally {
    await app.close();
    rmSync(folder, { recursive: true });
  }
}

/** It has 200 packages of its own, too many to be a dependency of this repository. */
async function newman(address) {
  const name = `u${Date.now()}`;
  const variables = { APIURL: `${address}/api`, USERNAME: name, EMAIL: `${name}@mail.com`, PASSWORD: 'password' };
  const given = Object.entries(variables).flatMap(([key, value]) => ['--global-var', `${key}=${value}`]);
  const words = [
    '--yes',
    'newman@6',
    'run',
    collection,
    ...given,
    '--reporter-cli-no-success-assertions',
    '--reporter-cli-no-console',
  ];
  const [code] = await once(spawn('npx', words, { stdio: ['ignore', 'inherit', 'inherit'] }), 'exit');
  return code ?? 1;
}

function warn(sentence) {
  const line = '!'.repeat(sentence.length);
  console.warn(`\n${line}\n${sentence}\n${line}\n`);
}
