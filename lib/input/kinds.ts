import { MultiDict } from '../forms/multi-dict.js';
import type { Request } from '../request/request.js';

/** Where input comes from. */
export type InputKind = 'form' | 'json' | FieldKind;

/** Kinds that any request may have, whatever its method. */
type FieldKind = 'query' | 'header' | 'cookie';

/** What the parts of a request are called. */
export interface KindNames {
  /** The function that makes its base classes. */
  base: string;
  /** Begins a sentence. */
  what: string;
  /** Begins the place of an issue: `query.page`. */
  place: 'body' | 'query' | 'header' | 'cookie';
  /** Where it is read by hand. */
  member: string;
}

export const KINDS: Record<InputKind, KindNames> = {
  form: { base: 'Form', what: 'The form', place: 'body', member: 'form' },
  json: { base: 'Json', what: 'The JSON body', place: 'body', member: 'json' },
  query: { base: 'Query', what: 'The query', place: 'query', member: 'args' },
  header: { base: 'Headers', what: 'The header', place: 'header', member: 'headers' },
  cookie: { base: 'Cookies', what: 'The cookies', place: 'cookie', member: 'cookies' },
};

/** Names, each with one or more values. */
export type SentFields = MultiDict<unknown>;

/** What was sent of a kind that has names and values. */
export function fieldsOf(kind: Exclude<InputKind, 'json'>, request: Request): SentFields {
  switch (kind) {
    case 'form':
      return withFiles(request);
    case 'query':
      return request.args;
    case 'header':
      return request.headers;
    case 'cookie':
      return request.cookies;
  }
}

function withFiles({ form, files }: Request): SentFields {
  return files.size === 0 ? form : new MultiDict<unknown>([...form, ...files]);
}

/** Whether input is the request's body, of which there is one. */
export function isBody(kind: InputKind): kind is 'form' | 'json' {
  return kind === 'form' || kind === 'json';
}
