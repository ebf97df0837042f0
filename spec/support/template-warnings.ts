import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createApp } from 'phial';

import { loggedBy } from './log-of.js';

/** What an app with some templates, by their names, warns of at its start. Files stand there without their folder. */
export async function templateWarnings(templates: Record<string, string>): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'phial-templates-'));
  try {
    mkdirSync(join(root, 'templates'));
    for (const [name, text] of Object.entries(templates)) writeFileSync(join(root, 'templates', `${name}.hbs`), text);
    const { logger, entries } = loggedBy();
    await createApp({ root, fastify: { logger } }).ready();
    return entries.map(({ msg }) => msg.replaceAll(`${root}/templates/`, ''));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
