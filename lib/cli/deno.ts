import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Deno's advice of a file that is there as TypeScript. */
const SLOPPY = /Module not found "(file:\/\/[^"]+)"\. Maybe change the extension to '(\.[cm]?tsx?)'/;

/** Why Deno finds no module where Node and compilers do; undefined for any other error. */
export function explainSloppyImport(error: unknown): string | undefined {
  const [, url, extension] = SLOPPY.exec(error instanceof Error ? error.message : '') ?? [];
  if (url === undefined || extension === undefined) return undefined;
  const file = relative('.', fileURLToPath(url));
  return `Deno does not look for ${file.replace(/\.[cm]?jsx?$/, extension)} where ${file} is imported. Start it with deno run -A --sloppy-imports, or write { "unstable": ["sloppy-imports"] } in deno.json.`;
}
