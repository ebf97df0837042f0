/** A line without what moves a terminal's cursor, forges its lines or turns its text around: bidi characters, too. */
export function visible(line: string): string {
  return line.replace(UNSEEN, escaped);
}

/** Text of several lines, which stay. */
export function visibleLines(text: string): string {
  return text.replace(/\r\n/g, '\n').split('\n').map(visible).join('\n');
}

const UNSEEN =
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  /[\0-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g;

/** As JSON writes it, also what JSON leaves as it is. */
function escaped(character: string): string {
  const text = JSON.stringify(character).slice(1, -1);
  return text === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : text;
}
