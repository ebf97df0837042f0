import { pathToFileURL } from 'node:url';

import { explainSloppyImport } from '../../lib/cli/deno.js';
import { loadFinding } from '../../lib/cli/load-errors.js';

describe('An import that Deno does not follow', () => {
  it('is told with the option that it needs', () => {
    const url = String(pathToFileURL('notes/store.js'));
    const error = new TypeError(
      `Module not found "${url}". Maybe change the extension to '.ts' or run with --sloppy-imports`,
    );
    expect(explainSloppyImport(error)).toBe(
      'Deno does not look for notes/store.ts where notes/store.js is imported. Start it with deno run -A --sloppy-imports, or write { "unstable": ["sloppy-imports"] } in deno.json.',
    );
  });

  it('is none of another error', () => {
    expect(explainSloppyImport(new TypeError('Module not found "file:///a.js".'))).toBeUndefined();
    expect(explainSloppyImport('failed')).toBeUndefined();
  });
});

describe('What Deno throws of an entry', () => {
  it('is told by phial check without its colours, and with its line', () => {
    const error = new TypeError('\u001b[31mNo\u001b[0m such thing');
    error.stack = `${error.name}\n    at \u001b[36m${String(pathToFileURL('app.ts'))}\u001b[0m:\u001b[33m2\u001b[0m:\u001b[33m26\u001b[0m`;
    expect(loadFinding(error, 'app.ts')).toMatchObject({
      file: expect.stringMatching(/app\.ts$/) as unknown,
      line: 2,
      cause: 'it does not load: No such thing',
    });
  });
});
