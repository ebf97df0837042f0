import { everyBlock } from '../support/blocks.js';
import { DOCUMENTS } from '../support/documents.js';

// A string is sent as text/html, as it is. What readers copy from here must not be a hole: blocks.spec.ts asks the programs
// with HTML in each value, and what comes from elsewhere, a name that is stored for instance, is seen here.

/** What shows mistakes, or tells of old ones. */
const OTHERS = ['docs/findings.md', 'CHANGELOG.md'];

const HANDLER = /^( *)@(?:Route|Get|Post|Put|Patch|Delete|ErrorHandler|BeforeRequest)\([^]*?\n\1\}$/gm;

/** A template without `html` before it: `render()`, `abort()` and `makeResponse()` are not meant. */
const BARE = /\breturn[\s(]*(?:[^;`({]*\?\? )?`[^`]*\$\{[^]*?;/g;

/** Text that mail programs read. */
const MAIL = /\breturn (?:\w+\.)*render\('[^']*\.txt'[^]*?;/g;

function textsIn(block: string): string[] {
  const handlers = block.match(HANDLER) ?? [];
  return handlers.flatMap((handler) => [...(handler.match(BARE) ?? []), ...(handler.match(MAIL) ?? [])]);
}

describe.each(DOCUMENTS.filter((path) => !OTHERS.includes(path)))('The handlers of %s', (path) => {
  it('write values into pages with html``, which escapes them', () => {
    expect(everyBlock(path).flatMap(({ text }) => textsIn(text))).toEqual([]);
  });
});

describe('Text that is sent as a page', () => {
  const handler = (answer: string): string =>
    `class Pages {\n  @Get('/')\n  index(name: string) {\n    ${answer}\n  }\n}`;

  it.each(['return `Hello ${name}`;', 'return this.name ?? `${name}`;', "return app.render('mail.txt', { name });"])(
    'is seen: %s',
    (answer) => {
      expect(textsIn(handler(answer))).toEqual([answer]);
    },
  );

  it.each(['return html`Hello ${name}`;', 'return abort(404, `No ${name}.`);', "return render('page', { name });"])(
    'is not mistaken for what is safe: %s',
    (answer) => {
      expect(textsIn(handler(answer))).toEqual([]);
    },
  );
});
