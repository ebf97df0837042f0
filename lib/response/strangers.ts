import { explainMembers, explainSnakeCase } from '../plain/strangers.js';
import type { Response } from './response.js';

/** What Express, Flask and others call the members of a response. */
const NAMES = {
  statusCode: 'Write response.status.',
  status_code: 'Write response.status.',
  code: 'Write response.status = 404.',
  mimetype: 'Write response.type.',
  contentType: 'Write response.type.',
  data: 'Write response.body.',
  cookie: 'Write response.setCookie(name, value).',
  cookies: 'Write response.setCookie(name, value).',
  locals: 'Pass the values to render(name, values), or return them from a method with @ContextProcessor().',
  header: 'Write response.headers.set(name, value).',
  send: 'Return the value from the handler, or makeResponse(value, status).',
  json: 'Return the object from the handler, or makeResponse(object, status).',
  end: 'Return the response from the handler.',
};

/** Static members of the web's class, which has the same name. */
const STATICS = {
  json: 'Return the object from the handler, or makeResponse(object, status).',
  redirect: 'Return redirect(url).',
  error: 'Write abort(500).',
};

/** Has the members that a response does not have say what to write. */
export function explainResponse(type: typeof Response): void {
  explainSnakeCase(type, 'response');
  explainMembers(type, NAMES);
  for (const [name, cure] of Object.entries(STATICS))
    Object.defineProperty(type, name, { configurable: true, writable: true, value: refusing(name, cure) });
}

function refusing(name: string, cure: string): () => never {
  return () => {
    throw new TypeError(`Phial's Response has no ${name}(), which is the web's. ${cure}`);
  };
}
