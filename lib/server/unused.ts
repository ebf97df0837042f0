import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** What tests apps, and may only load them. */
const TESTERS = ['JEST_WORKER_ID', 'VITEST', 'NODE_TEST_CONTEXT'];

interface Made {
  isUsed: () => boolean;
  /** Its stack is made when somebody reads it. */
  where: Error;
}

/** The apps of which none was used yet; undefined before the first. */
let watched: Made[] | undefined;

/**
 * Tells in the end of the process, in one line, that an app was made and not used for anything: `node app.ts` without
 * `app.run()` would end without a word.
 */
export function tellIfUnused(isUsed: () => boolean): void {
  if (TESTERS.some((name) => process.env[name] !== undefined) || process.env['NODE_ENV'] === 'test') return;
  if (watched === undefined) process.once('beforeExit', tell);
  else if (watched.length === 0 || isAnyUsed(watched)) {
    // A program that uses one app knows how; and no app is to be kept for the sake of this.
    watched = [];
    return;
  }
  watched = [...(watched ?? []), { isUsed, where: new Error() }];
}

function tell(): void {
  if (watched === undefined || isAnyUsed(watched) || !watched.some(isOfProgram)) return;
  console.error('phial: An app was made and not run: write await app.run(), or start it with npx phial run.');
}

function isAnyUsed(apps: readonly Made[]): boolean {
  return apps.some(({ isUsed }) => isUsed());
}

/** Whether the program that Node was given made an app, and not a module that it only imports. */
function isOfProgram({ where: { stack = '' } }: Made): boolean {
  const program = programPath();
  return program !== undefined && (stack.includes(pathToFileURL(program).href) || stack.includes(program));
}

function programPath(): string | undefined {
  try {
    return realpathSync(process.argv[1]!);
  } catch {
    // There is none, or it was named without its extension.
    return process.argv[1];
  }
}
