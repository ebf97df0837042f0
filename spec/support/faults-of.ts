import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string; failureSummary: string }[];
}

/** What axe-core finds of a page that hinders people seriously, in its light colours and in its dark ones. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const faults: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate<{ violations: Violation[] }>(
      "axe.run(document, { resultTypes: ['violations'] })",
    );
    const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    for (const { id, nodes } of serious)
      faults.push(...nodes.map(({ html, failureSummary }) => `${colorScheme}: ${id}: ${html} ${failureSummary}`));
  }
  return faults;
}

/** By how many pixels a page is wider than its window. */
export async function overflowOf(page: Page, width: number): Promise<number> {
  await page.setViewportSize({ width, height: 700 });
  return (await page.evaluate<number>('document.documentElement.scrollWidth')) - width;
}

/** The faults of a page in a wide window and in a narrow one, and that it is wider than that. */
export async function faultsInWindowsOf(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const width of [1280, 375]) {
    const overflow = await overflowOf(page, width);
    if (overflow > 0) faults.push(`${overflow} pixels too wide`);
    faults.push(...(await faultsOf(page)));
    if (faults.length > 0) return [`${width} pixels:`, ...faults];
  }
  return faults;
}
