import type { TestResponse } from './test-client.js';

// What a test asks of a response or a client by the name of another framework. Undefined is not 500, so such a test would pass.

const TEXT = 'Write response.text, response.json() or response.bytes.';
const STATUS = 'Write response.status.';
const TYPE = "Write response.headers['content-type'].";

/** What Fastify's inject(), supertest, fetch, axios and Flask call the members of a response. */
const NAMES: Readonly<Record<string, string>> = {
  ...{ statusCode: STATUS, status_code: STATUS, statusText: STATUS, code: STATUS, ok: STATUS, isOk: STATUS },
  ...{ body: TEXT, data: TEXT, payload: TEXT, content: TEXT, rawPayload: TEXT, get_data: TEXT, arrayBuffer: TEXT },
  get_json: 'Write response.json().',
  ...{ type: TYPE, mimetype: TYPE, contentType: TYPE, content_type: TYPE },
  ...{ header: 'Write response.headers[name].', get: 'Write response.headers[name], with the name in lower case.' },
  cookies: 'Write client.cookies.get(name).',
  redirected: 'Write response.location, or response.history when redirects are followed.',
};

/** Behind a response. For who prints or compares it, it is a plain object all the same. */
const EXPLAINING = Object.create(Object.prototype, {
  constructor: { value: Object, configurable: true, writable: true },
  ...explaining(Object.keys(NAMES), (name) => `A test's response has no member '${name}'. ${NAMES[name]}`),
}) as object;

/** Has a response say what to write instead of a member that it does not have. */
export function explained(response: TestResponse): TestResponse {
  return Object.setPrototypeOf(response, EXPLAINING) as TestResponse;
}

const OWN_NAMES = ['status', 'text', 'json', 'headers', 'bytes', 'location', 'history', 'expect'];

/** Has the promise of a response say that nobody waits for it. */
export function awaited(promise: Promise<TestResponse>): Promise<TestResponse> {
  return Object.defineProperties(
    promise,
    explaining(
      [...OWN_NAMES, ...Object.keys(NAMES)],
      (name) =>
        `The test asks for .${name} of a response that it has not waited for. Write const response = await client.get(path), and then expect(response.status).toBe(200).`,
    ),
  );
}

function explaining(names: readonly string[], sentence: (name: string) => string): PropertyDescriptorMap {
  const entries = names.map((name): [string, PropertyDescriptor] => [
    name,
    {
      configurable: true,
      get(): never {
        throw new TypeError(sentence(name));
      },
      set(this: object, value: unknown) {
        Object.defineProperty(this, name, { value, configurable: true, enumerable: true, writable: true });
      },
    },
  ]);
  return Object.fromEntries(entries);
}
