import { everyBlock } from '../support/blocks.js';
import { DOCUMENTS } from '../support/documents.js';

/** So many characters of code stand beside the two lists of the site, at 1280 px: site/.vitepress/page.css. */
const COLUMN = 92;

/** Written by a program, or of measurements, which are read by those who change Phial. */
const WIDE = ['docs/findings.md', 'bench/README.md'];

/** A word that cannot be broken, such as a signed URL. */
const LONG_WORD = /\S{80}/;

describe('A block of code', () => {
  it.each(DOCUMENTS.filter((path) => !WIDE.includes(path)))('of %s fits into the column of the site', (path) => {
    const lines = everyBlock(path).flatMap(({ text }) => text.split('\n'));
    expect(lines.filter((line) => line.length > COLUMN && !LONG_WORD.test(line))).toEqual([]);
  });
});
