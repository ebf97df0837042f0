// Entries are TypeScript, which acorn does not read: brackets tell what belongs to the app itself.

/**
 * Whether the options of a call have `debug: true`, neither in another option nor under a condition.
 *
 * @param call `createApp({ ... })`, without comments
 */
export function setsDebug(call: string): boolean {
  let open = '';
  for (const { 0: token } of call.matchAll(TOKENS)) {
    if ('([{'.includes(token)) open += token;
    else if (')]}'.includes(token)) open = open.slice(0, -1);
    else if (open === '({' && token.startsWith('debug')) return true;
  }
  return false;
}

/** Strings, which are gone past, brackets, and the option. */
const TOKENS =
  /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<![\w.?])debug\s*:\s*true\b(?=\s*(?:[,}]|as\b|satisfies\b))|[()[\]{}]/g;

/** Where the brackets that a call opens are closed. */
export function endOfCall(text: string): number {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token === '(') depth++;
    if (token === ')' && --depth === 0) return index + 1;
  }
  return text.length;
}

/** Whether an app that `createApp()` made in one of these files is run in debug mode: `app.run({ debug: true })`. */
export function runsInDebug(texts: readonly string[]): boolean {
  const names = new Set(texts.flatMap(appsIn));
  return texts.some(
    (text) =>
      [...text.matchAll(RUNS)].some(([, name]) => names.has(name!)) ||
      [...text.matchAll(CALLS)].some(({ index }) =>
        RUNS_AT_ONCE.test(text.slice(index + endOfCall(text.slice(index)))),
      ),
  );
}

const CALLS = /\bcreateApp\s*\(/g;
const OPTIONS = String.raw`\s*\.run\(\s*\{[^{}]*(?<![\w.?'"])debug\s*:\s*true\b`;
const RUNS = new RegExp(String.raw`(?<![\w.$])([\w$]+)${OPTIONS}`, 'g');
const RUNS_AT_ONCE = new RegExp(`^${OPTIONS}`);

/** What a file calls apps that it makes, or imports as what another one exports by default. */
function appsIn(text: string, _index: number, texts: readonly string[]): string[] {
  const made = [...text.matchAll(/(?<![\w.$])([\w$]+)\s*(?::\s*[\w$.]+\s*)?=\s*(?:await\s+)?createApp\s*\(/g)];
  const isDefault = texts.some((one) => /\bexport\s+default\b/.test(one) && /\bcreateApp\s*\(/.test(one));
  const imported = isDefault ? [...text.matchAll(/\bimport\s+([\w$]+)\s+from\s+['"]\.{1,2}\//g)] : [];
  return [...made, ...imported].map(([, name]) => name!);
}
