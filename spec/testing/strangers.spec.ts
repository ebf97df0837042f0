import { inspect } from 'node:util';

import { createApp, Get, type TestClient } from 'phial';

class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }
}

describe("A test's response", () => {
  let client: TestClient;

  beforeAll(() => {
    client = createApp({ controllers: [Notes], fastify: { logger: false } }).testClient();
  });

  it.each([
    ['statusCode', 'Write response.status.'],
    ['ok', 'Write response.status.'],
    ['body', 'Write response.text, response.json() or response.bytes.'],
    ['get_json', 'Write response.json().'],
    ['cookies', 'Write client.cookies.get(name).'],
  ])('says what to write for .%s', async (name, cure) => {
    const response = (await client.get('/')) as unknown as Record<string, unknown>;
    expect(() => response[name]).toThrow(`A test's response has no member '${name}'. ${cure}`);
  });

  it('says so behind a redirect that was followed, too', async () => {
    const response = (await client.get('/', { followRedirects: true })) as unknown as Record<string, unknown>;
    expect(() => response['statusCode']).toThrow('Write response.status.');
  });

  it('is printed and compared as a plain object', async () => {
    const response = await client.get('/');
    expect(inspect(response)).toMatch(/^\{\s+status: 200,/);
    expect({ ...response }).toStrictEqual(response);
    expect(response).toMatchObject({ status: 200, text: 'Hello' });
    expect(Object.keys(response)).toEqual(['status', 'bytes', 'text', 'headers', 'json', 'location', 'history']);
    expect(response).not.toEqual({ status: 404 });
  });

  it('takes a member of such a name from a helper of the tests', async () => {
    const response = Object.assign(await client.get('/'), { body: 'Hello, read' });
    expect(response.body).toBe('Hello, read');
    expect(Object.keys(response)).toContain('body');
  });

  it('says that it is awaited', async () => {
    const response = client.get('/') as unknown as Record<string, unknown>;
    expect(() => response['status']).toThrow('asks for .status of a response that it has not waited for. Write const');
    expect(() => response['expect']).toThrow('Write const response = await client.get(path)');
    expect(await response).toMatchObject({ status: 200 });
  });
});
