import type { Findings } from './findings.js';
import { decoratorOf, type Mark } from '../classes/metadata.js';
import type { ControllerScan, ScannedMethod } from '../classes/scanner.js';

const HOOKS: readonly Mark['kind'][] = ['before', 'after', 'teardown', 'errorHandler'];

/** Finds a hook or an error handler that no request reaches, or fewer than were meant. */
export function examineReach(
  { routes, hasPrefix }: ControllerScan,
  { mark, signature: { who } }: ScannedMethod,
  findings: Findings,
): void {
  if (!HOOKS.includes(mark.kind) || ('scope' in mark.options && mark.options.scope !== undefined)) return;
  const decorator = decoratorOf(mark);
  const isErrorHandler = mark.kind === 'errorHandler';
  if (routes.length === 0 && !(isErrorHandler && hasPrefix)) {
    findings.find(
      'PH312',
      who,
      `${decorator} holds for the routes of its own controller, which has none, so that it never runs`,
      `Write ${written(mark)} for all requests of the app, or move it to the controller that it is for.`,
    );
  } else if (isErrorHandler && !hasPrefix && (mark.of === 404 || mark.of === 405)) {
    findings.warn(
      'PH313',
      who,
      `@ErrorHandler(${mark.of}) sees those of its own controller's handlers alone, not unknown paths`,
      `Write ${written(mark)}, or give the controller a prefix, below which it sees them.`,
    );
  }
}

function written(mark: Mark): string {
  if (mark.kind !== 'errorHandler') return decoratorOf(mark).replace('()', "({ scope: 'app' })");
  const of = typeof mark.of === 'function' ? mark.of.name : String(mark.of);
  return `@ErrorHandler(${of}, { scope: 'app' })`;
}
