import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Validator } from '@seriousme/openapi-schema-validator';

import { PATIENCE } from '../support/project.js';

process.env['PHIAL_SECRET_KEY'] ??= 'a secret of the specs';
const { app } = await import('../../starter/app.js');

const ROOT = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'phial-clients-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The program of docs/api-clients.md. */
const [CLIENT] = /(?<=```ts\n)import createClient[^]*?(?=```)/.exec(readFileSync('docs/api-clients.md', 'utf8'))!;

const WRONG = `
// @ts-expect-error -- there is no such path
await api.GET('/api/name');
// @ts-expect-error -- a number is wanted
await api.GET('/api/names/{number}', { params: { path: { number: 'one' } } });
// @ts-expect-error -- there is no such member
console.log(data.name);
`;

const run = (program: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [join(ROOT, program), ...args], { cwd: folder });

describe("A client that is generated from the starter's document", () => {
  let address: string;

  beforeAll(async () => {
    address = await app.run({ port: 0 });
    const document = await (await fetch(`${address}/openapi.json`)).text();
    mkdirSync(join(folder, 'node_modules'));
    for (const name of ['openapi-fetch', 'openapi-typescript-helpers', '@oxc-node'])
      symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
    const options = { module: 'nodenext', target: 'es2022', strict: true, noEmit: true, skipLibCheck: true, types: [] };
    for (const [name, text] of Object.entries({
      'openapi.json': document,
      'client.ts': CLIENT.replace('http://127.0.0.1:5000', address),
      'wrong.ts': CLIENT + WRONG,
      'package.json': '{ "type": "module" }',
      'tsconfig.json': JSON.stringify({ compilerOptions: options, files: ['client.ts', 'wrong.ts'] }),
    }))
      writeFileSync(join(folder, name), text);
    await run('spec/clients/node_modules/openapi-typescript/bin/cli.js', 'openapi.json', '-o', 'api.d.ts');
  }, PATIENCE);
  afterAll(() => app.close());

  it('is of a valid document', async () => {
    const document = JSON.parse(readFileSync(join(folder, 'openapi.json'), 'utf8')) as object;
    expect(await new Validator().validate(document as never)).toMatchObject({ valid: true });
  });

  it.each([
    ['TypeScript 6', 'node_modules/typescript/bin/tsc'],
    ['TypeScript 7', 'node_modules/typescript-7/bin/tsc'],
  ])(
    'knows paths, variables and answers, in the eyes of %s',
    async (_name, compiler) => {
      const { stdout } = await run(compiler, '-p', '.').catch((error: { stdout: string }) => error);
      expect(stdout).toBe('');
    },
    PATIENCE,
  );

  it('calls the app', async () => {
    await app.testClient().post('/sign', { form: { name: 'Ada' } });
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', '@oxc-node/core/register', 'client.ts'],
      { cwd: folder },
    );
    expect(stdout).toBe('Ada\nNobody has signed as number 99.\n');
  });
});
