// Stands before npm: what a registry would give is linked from this repository's node_modules. All else is npm's own.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const { PHIAL_MODULES: modules, PHIAL_NPM: npm } = process.env;
const [command, ...args] = process.argv.slice(2);
if (command !== 'install' && command !== 'ci')
  process.exit(spawnSync(npm, process.argv.slice(2), { stdio: 'inherit' }).status ?? 1);

const project = existsSync('package.json') ? JSON.parse(readFileSync('package.json', 'utf8')) : {};
const named = args.filter((name) => !name.startsWith('-')).map((name) => (name.endsWith('.tgz') ? 'phial' : name));
const { dependencies = {}, devDependencies = {}, peerDependencies = {} } = project;
const wanted = named.length > 0 ? named : Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
for (const name of new Set(wanted)) install(name);
if (named.length > 0) {
  project.dependencies = { ...dependencies, ...Object.fromEntries(named.map((name) => [name, '*'])) };
  writeFileSync('package.json', JSON.stringify(project));
}

function install(name) {
  // Users have the newest TypeScript.
  const ours = name === 'typescript' ? 'typescript-7' : name;
  const source = [modules, join(modules, '../spec/clients/node_modules')]
    .map((one) => join(one, ours))
    .find((path) => existsSync(path));
  if (source === undefined) throw new Error(`No spec uses ${name}: make it a development dependency, or say no-run`);
  link(source, join('node_modules', name));
  const { bin = {} } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const commands = typeof bin === 'string' ? { [basename(name)]: bin } : bin;
  for (const [one, path] of Object.entries(commands)) {
    // As npm does: a compiler writes files that cannot be run.
    chmodSync(join(source, path), 0o755);
    link(join(source, path), join('node_modules/.bin', one));
  }
}

function link(target, path) {
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path)) symlinkSync(target, path);
}
