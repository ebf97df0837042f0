import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** A second copy: what npm installs when a package depends on Phial instead of naming it as a peer, or for its own specs. */
export function copyPhial(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'dist'])
    cpSync(join(process.cwd(), name), join(folder, name), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
}
