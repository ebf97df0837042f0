/** The variables of a path, in order, under Fastify's syntax: `:id`, `:id(^\\d+$)`, `:from-:to`, `*`. `::` is a colon. */
export function pathVariables(path: string): string[] {
  return segments(path)
    .filter((segment) => segment.variable)
    .map(({ text }) => text);
}

/** A piece of a path: fixed text, or the name of a variable (`*` for the wildcard). */
export interface Segment {
  text: string;
  variable: boolean;
  /** `/:id?`: the last variable may be left out. */
  optional?: boolean;
  /** `(^\\d+$)`: what the variable must look like. */
  expression?: string;
}

/** Cuts a path into fixed text and variables, where Fastify's router cuts it. */
export function segments(path: string): Segment[] {
  const pieces: Segment[] = [];
  let text = '';
  let at = 0;
  while (at < path.length) {
    if (path.startsWith('::', at)) {
      text += ':';
      at += 2;
    } else if (path[at] === ':') {
      pieces.push({ text, variable: false });
      text = '';
      // A name goes on to the next of these: ':id~x' is one name, which the doctor refuses.
      const name = /^[^-./(?]*/.exec(path.slice(at + 1))![0];
      const start = at + 1 + name.length;
      at = pastExpression(path, start);
      const expression = path.slice(start, at);
      const optional = expression === '' && path[at] === '?';
      if (optional) at++;
      pieces.push({ text: name, variable: true, optional, expression });
    } else if (path[at] === '*') {
      pieces.push({ text, variable: false }, { text: '*', variable: true });
      text = '';
      at++;
    } else {
      const next = path.slice(at + 1).search(/[:*]/);
      const end = next === -1 ? path.length : at + 1 + next;
      text += path.slice(at, end);
      at = end;
    }
  }
  return [...pieces, { text, variable: false }].filter((piece) => piece.variable || piece.text !== '');
}

/** Where a variable's regular expression ends, when one begins here; brackets nest. */
function pastExpression(path: string, start: number): number {
  if (path[start] !== '(') return start;
  let depth = 0;
  for (let at = start; at < path.length; at++) {
    if (path[at] === '\\') at++;
    else if (path[at] === '(') depth++;
    else if (path[at] === ')' && --depth === 0) return at + 1;
  }
  return path.length;
}

/** A path without its variables' names: two routes with the same pattern serve the same paths. */
export function pattern(path: string): string {
  return segments(path)
    .map(({ text, variable, expression = '' }) => {
      if (!variable) return text.replaceAll(':', '::');
      if (text === '*') return '*';
      // To Fastify one expression is like another.
      return expression === '' ? ':' : ':()';
    })
    .join('');
}

/** The paths that a route serves, to Fastify: with and without an optional variable, and the last slash unless it counts. */
export function servedPaths(path: string, isStrict: boolean): string[] {
  const paths = isStrict ? [path] : withAndWithoutSlash(path);
  return [...new Set(paths.flatMap(withoutOptional))];
}

/** `/leaf` and `/leaf/`. */
function withAndWithoutSlash(path: string): string[] {
  if (path === '/' || path.endsWith('*')) return [path];
  const bare = path.replace(/\/$/, '');
  return [bare, `${bare}/`];
}

/** `/notes/:page?` is two paths, `/notes/:page` and `/notes`; any other is itself. */
function withoutOptional(path: string): string[] {
  const bare = path.replace(/\/:[^/()]*\?(?=\/?$)/, '');
  return bare === path ? [path] : [path.replace(/\?(?=\/?$)/, ''), bare || '/'];
}

/** The variables that are a whole segment of a path, and have no expression that says what they may be: to Fastify they may be empty. */
export function emptiable(path: string): string[] {
  const pieces = segments(path);
  return pieces.filter((piece, at) => isPlainVariable(piece) && isWhole(pieces, at)).map(({ text }) => text);
}

/** The rest of a path is none of these: that it may be empty is meant. */
function isPlainVariable({ variable, text, expression }: Segment): boolean {
  return variable && text !== '*' && expression === '';
}

/** A variable of a prefix: in links to what lies below the same one it has the value of the current request. */
export interface SharedVariable {
  name: string;
  isWhole: boolean;
}

export function sharedVariables(prefix: string): SharedVariable[] {
  const pieces = segments(prefix);
  return pieces.flatMap(({ variable, text }, at) => (variable ? [{ name: text, isWhole: isWhole(pieces, at) }] : []));
}

/** Whether no URL can have such a value for a variable: an empty one; `.` and `..` as well, but not beside text, `/@:name`. */
export function holdsNothing({ isWhole }: SharedVariable, value: string): boolean {
  return isWhole ? isNoSegment(value) : value === '';
}

/** Whether a variable is all that stands between two slashes. */
export function isWhole(pieces: readonly Segment[], index: number): boolean {
  return pieces[index - 1]?.text.endsWith('/') === true && pieces[index + 1]?.text.startsWith('/') !== false;
}

/** What no segment of a path may be: without text there is none, and browsers take `.` and `..` out, encoded or not. */
export function isNoSegment(text: string): boolean {
  return text === '' || text === '.' || text === '..';
}

/** Joins a prefix and a path with exactly one slash; the path '' is the prefix itself, as in Flask's blueprints. */
export function joinPath(prefix: string, path: string): string {
  if (path === '') return prefix;
  const base = prefix.replace(/\/+$/, '');
  // '/notes' and '/' make '/notes/': the path says whether there is a slash at the end.
  return base === '' ? path : `${base}/${path.replace(/^\/+/, '')}`;
}
