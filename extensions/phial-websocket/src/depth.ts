/** Levels that JSON may have, as in a body of HTTP: a schema walks through them all, and its stack has an end. */
const DEEP = 200;

/** Whether JSON is nested too deeply, which is seen before it is parsed: its brackets are counted, but for those in text. */
export function isDeep(json: string): boolean {
  let depth = 0;
  let isText = false;
  for (let index = 0; index < json.length; index++) {
    const sign = json[index];
    // What comes behind a backslash ends no text.
    if (sign === '\\') index++;
    else if (sign === '"') isText = !isText;
    else if (isText) continue;
    else if (sign === '[' || sign === '{') depth++;
    else if (sign === ']' || sign === '}') depth--;
    if (depth > DEEP) return true;
  }
  return false;
}
