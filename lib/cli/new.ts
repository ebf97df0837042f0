import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { CommandError } from './entry.js';

/** Makes a small app in a folder: pages, a form with session and flash message, JSON, a spec, a Dockerfile. */
export function makeApp(folder: string, version: string): void {
  const target = newFolder(folder, 'phial new my-app');
  const name = packageName(basename(target), 'my-app');
  copyStarter('starter', target, version, { 'my-app': name });
  writeFileSync(
    join(target, '.env'),
    `# What is secret or differs from machine to machine. Not for git.\nPHIAL_SECRET_KEY=${randomBytes(32).toString('hex')}\n`,
    { mode: 0o600 },
  );
  tell('app', folder, target);
}

/** Makes an extension's package in a folder: a blueprint with a controller, a template, a spec, and an app to try it out in. */
export function makeExtension(folder: string, version: string): void {
  const target = newFolder(folder, 'phial new --extension phial-my-extension');
  const name = extensionName(packageName(basename(target), 'phial-my-extension'));
  const words = wordsOf(name);
  const pascal = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  copyStarter('starter-extension', target, version, {
    'phial-my-extension': name,
    'my-extension': words.join('-'),
    myExtension: pascal[0]!.toLowerCase() + pascal.slice(1),
    MyExtension: pascal,
  });
  tell('extension', folder, target);
}

/** What an extension is called tells what it extends, and what it is called alone is most likely taken. */
function extensionName(name: string): string {
  return name.includes('phial') ? name : `phial-${name}`;
}

/** What it is called in code: npm's names of extensions tell first what they extend. */
function wordsOf(name: string): string[] {
  const short = /^(?:phial-)?([a-z].*)$/.exec(name)?.[1] ?? 'my-extension';
  const words = short.split(/[^a-z0-9]+/).filter((word) => word !== '');
  return TAKEN.has(words.join('-')) ? ['phial', ...words] : words;
}

/** What no function may be called, and what other functions of the package are. */
const TAKEN = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false ' +
    'finally for function if implements import in instanceof interface let new null package private protected public return ' +
    'static super switch this throw true try typeof undefined var void while with yield ' +
    'app assert create-app join redirect test text'
  ).split(' '),
);

/** @throws CommandError when the folder is not empty */
function newFolder(folder: string, example: string): string {
  const target = resolve(folder);
  if (existsSync(target) && !(statSync(target).isDirectory() && readdirSync(target).length === 0)) {
    throw new CommandError(`${target} is not an empty folder. Name a new one: ${example}`);
  }
  try {
    mkdirSync(target, { recursive: true });
  } catch (error) {
    throw new CommandError(`${target} cannot be made: ${(error as Error).message}. Name another one: ${example}`);
  }
  return target;
}

/**
 * Copies the files that something new is made of, which Phial's own specs run, too.
 *
 * @param names what is called otherwise there, in texts and in names of files
 */
function copyStarter(starter: string, target: string, version: string, names: Readonly<Record<string, string>>): void {
  const source = fileURLToPath(new URL(`../../${starter}`, import.meta.url));
  const paths = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.split(sep).some((part) => ['node_modules', 'dist'].includes(part)))
    .filter((path) => statSync(join(source, path)).isFile());
  for (const path of paths) {
    // npm leaves a .gitignore out of packages.
    const to = join(target, path === 'gitignore' ? '.gitignore' : renamed(path, names));
    mkdirSync(dirname(to), { recursive: true });
    const content = readFileSync(join(source, path));
    writeFileSync(to, isText(path) ? namedAnew(content.toString(), names, version) : content);
  }
}

function isText(path: string): boolean {
  return !['.ico', '.png'].includes(extname(path));
}

function namedAnew(text: string, names: Readonly<Record<string, string>>, version: string): string {
  return renamed(text, names).replace('"phial": "*"', `"phial": ${JSON.stringify(sourceOf(version))}`);
}

function renamed(text: string, names: Readonly<Record<string, string>>): string {
  return text.replace(new RegExp(Object.keys(names).join('|'), 'g'), (name) => names[name]!);
}

function tell(what: string, folder: string, target: string): void {
  const enter =
    target === process.cwd() ? '' : `  cd ${/^[\w./~-]+$/.test(folder) ? folder : JSON.stringify(folder)}\n`;
  console.log(`There is a new ${what} in ${target}. Now:\n\n${enter}  npm install\n  npm run dev\n`);
}

/** Where npm finds this very Phial: in the registry or the file that it was installed from, or else in its own folder. */
function sourceOf(version: string): string {
  const home = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
  const modules = dirname(home);
  const origin = basename(modules) === 'node_modules' ? originIn(modules) : undefined;
  if (origin === undefined) return fileAddress(home);
  if (origin.startsWith('file:')) return fileAddress(resolve(dirname(modules), origin.slice('file:'.length)));
  // Registries keep a package's files below `/-/`; what came from elsewhere, from git for instance, is found there again.
  return origin.includes('/-/') ? `^${version}` : origin;
}

/** What npm wrote down of where it found Phial; nothing when it was installed globally, or by another than npm. */
function originIn(modules: string): string | undefined {
  const notes = join(modules, '.package-lock.json');
  if (!existsSync(notes)) return undefined;
  const { packages } = JSON.parse(readFileSync(notes, 'utf8')) as { packages?: Record<string, { resolved?: string }> };
  return packages?.['node_modules/phial']?.resolved;
}

function fileAddress(path: string): string {
  return `file:${path.replaceAll('\\', '/')}`;
}

/** What npm takes for a name. It installs no package in one of the same name. */
function packageName(folder: string, fallback: string): string {
  const name = withoutMarks(folder.toLowerCase())
    .replace(/[^a-z0-9-~]+/g, '-')
    .replace(/^[-~]+|-+$/g, '');
  return name === '' || name === 'phial' ? fallback : name;
}

/** `hallo` for `hällo`: a letter with a mark on it is two, of which the name keeps the letter. */
function withoutMarks(text: string): string {
  const letters = text.replace(/[ßæœøłđ]/g, (letter) => UNMARKED[letter]!);
  return letters.normalize('NFKD').replace(/\p{Mark}/gu, '');
}

/** Letters of European languages that are not one with a mark. */
const UNMARKED: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd' };
