import { lineage, type Class } from '../classes/metadata.js';
import type { ControllerScan, ScannedMethod } from '../classes/scanner.js';
import { parameters, type Findings } from './findings.js';

/** A class of an extension's that only methods with its decorator get, as a WebSocket, says which that is: `servedBy`. */
export function examineServed(
  { methods }: ControllerScan,
  { method, mark, signature: { who, types = [], names } }: ScannedMethod,
  findings: Findings,
): void {
  if (mark.kind !== 'route') return;
  const index = types.findIndex((type) => servedBy(type) !== undefined);
  if (index === -1 || methods.some((one) => one.method === method && one.mark.kind === 'own')) return;
  const { name } = types[index] as Class;
  const decorator = servedBy(types[index])!;
  findings.find(
    'PH122',
    who,
    `${parameters([index], names)}: a route like others has no ${name}, which methods with ${decorator.replace(/\(.*/, '()')} get`,
    `Write ${decorator} instead of the route's decorator.`,
  );
}

function servedBy(type: unknown): string | undefined {
  if (typeof type !== 'function') return undefined;
  const found = lineage(type as Class).map((one) => (one as { servedBy?: unknown }).servedBy);
  return found.find((one) => typeof one === 'string');
}
