import { setLaunch } from '../plain/launch.js';
import { findEntry, loadApp } from './entry.js';

/** Prints the routes of an app: a table, or JSON. */
export async function showRoutes(entry: string | undefined, { json = false }: { json?: boolean }): Promise<void> {
  setLaunch({ mode: 'load', options: {} });
  const { routes } = await loadApp(findEntry(entry));
  if (json) {
    console.log(JSON.stringify(routes, null, 2));
  } else if (routes.length === 0) {
    console.log('The app has no routes.');
  } else {
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
    console.log(table([head, ...rows]));
  }
  // The entry may have opened what keeps the process alive: a database, a timer.
  process.exit(0);
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
