import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the loader says of a file that it cannot read as TypeScript, without a line number. */
const UNREADABLE = /^Failed to (parse|transform) (file:\S+): (.+)/;

/** The file that the loader cannot read, and why. Undefined for any other error. */
export function readUnreadable(error: unknown): { file: string; cause: string; isSyntax: boolean } | undefined {
  const [, step, url, message] = UNREADABLE.exec(error instanceof Error ? error.message : '') ?? [];
  if (url === undefined) return undefined;
  const isSyntax = step === 'parse';
  return {
    file: relative('.', fileURLToPath(url)),
    cause: isSyntax ? `it does not parse: ${message}` : (uncovered(message!) ?? message!),
    isSyntax,
  };
}

/** A file outside of `include` is compiled without the options of that tsconfig.json. */
function uncovered(message: string): string | undefined {
  if (!message.includes('in a tsconfig.json that includes this file')) return undefined;
  if (!hasDecorators('tsconfig.json'))
    return 'it has decorators. Set "experimentalDecorators" and "emitDecoratorMetadata" to true in tsconfig.json.';
  return 'it has decorators, and tsconfig.json, which says how they are compiled, does not include it. Write "include": ["**/*.ts"] there, or add its folder.';
}

function hasDecorators(file: string): boolean {
  return existsSync(file) && /"experimentalDecorators"\s*:\s*true/.test(readFileSync(file, 'utf8'));
}

/** In which file and line a syntax error is, and what it is. Undefined for any other error. */
export async function explainSyntaxError(error: unknown): Promise<string | undefined> {
  const unreadable = readUnreadable(error);
  if (unreadable === undefined) return undefined;
  const { file, cause, isSyntax } = unreadable;
  return isSyntax ? `${file} ${cause.replace(/^it /, '')}${await placesIn(file)}` : `${file}: ${cause}`;
}

/** The project's own compiler, where there is one, knows the lines. */
async function placesIn(file: string): Promise<string> {
  const compiler = 'node_modules/typescript/bin/tsc';
  if (!existsSync(compiler)) return '';
  const output = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      [compiler, '--noEmit', '--noCheck', '--pretty', 'false'],
      { timeout: 10_000 },
      (_error, stdout) => resolve(stdout),
    );
  });
  const lines = output.split('\n').filter((line) => line.startsWith(`${file}(`));
  return lines.map((line) => `\n  ${line.replace(/\((\d+),(\d+)\)/, ':$1:$2').replace(/error TS\d+: /, '')}`).join('');
}
