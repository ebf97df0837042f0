import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
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
    cause: isSyntax ? `it does not parse: ${message}` : message!,
    isSyntax,
  };
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
