import { setLaunch } from '../plain/launch.js';
import type { RouteListing } from '../routes/listing.js';
import { findEntry, loadApp } from './entry.js';
import { keepOutputClean, printAndExit } from './output.js';

/** Prints the routes of an app: a table, or JSON. */
export async function showRoutes(entry: string | undefined, { json = false }: { json?: boolean }): Promise<void> {
  keepOutputClean();
  setLaunch({ mode: 'load', options: {} });
  const { routes } = await loadApp(findEntry(entry, 'phial routes src/app.ts'));
  const text = json ? JSON.stringify(routes, null, 2) : tableOf(routes);
  printAndExit(`${text}\n`, 0);
}

function tableOf(routes: readonly RouteListing[]): string {
  if (routes.length === 0) return 'The app has no routes.';
  // A small app has no blueprints, and needs no column for them.
  const hasBlueprints = routes.some(({ blueprint }) => blueprint !== undefined);
  const rows = routes.map(({ blueprint, endpoint, methods, path, handler, source }) => [
    ...(hasBlueprints ? [blueprint ?? ''] : []),
    endpoint,
    methods.join(', '),
    path,
    handler,
    source ?? '',
  ]);
  const head = [...(hasBlueprints ? ['Blueprint'] : []), 'Endpoint', 'Methods', 'Path', 'Handler', 'Source'];
  return table([head, ...rows]);
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd();
  const [head, ...body] = rows as [readonly string[], ...(readonly string[])[]];
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...body.map(line)].join('\n');
}
