import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sendFile, type AppOptions, type SendFileOptions, type TestResponse } from 'phial';

import { appOf } from '../support/app-of.js';
import { quietApp } from '../support/quiet-app.js';

describe("Of Flask's static files and send_file(),", () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'phial-flask-'));
    mkdirSync(join(root, 'static/folder'), { recursive: true });
    for (const name of ['a.txt', 'a.strange', '.hidden']) writeFileSync(join(root, 'static', name), '0123456789');
    writeFileSync(join(root, 'outside.txt'), 'outside');
  });

  afterAll(() => rmSync(root, { recursive: true }));

  function client(options: AppOptions = {}) {
    return quietApp([], { root, ...options }).testClient();
  }

  function sent(path: string, options?: SendFileOptions): Promise<TestResponse> {
    return appOf(() => sendFile(path, options), { root })
      .testClient()
      .get('/');
  }

  it.each([
    ['GET', '/static/a.txt', 200],
    ['HEAD', '/static/a.txt', 200],
    ['POST', '/static/a.txt', 405],
    ['GET', '/static/missing.txt', 404],
    ['GET', '/static/folder', 404],
    ['GET', '/static/../outside.txt', 404],
    ['GET', '/static/..%2foutside.txt', 404],
    ['GET', '/static/.hidden', 404],
  ])('static_folder: %s %s is %i', async (method, path, status) => {
    expect((await client().request(method, path)).status).toBe(status);
  });

  it.each<[string, AppOptions['static'], string, number]>([
    ['off', false, '/static/a.txt', 404],
    ['at the root', { urlPath: '/' }, '/a.txt', 200],
    ['elsewhere', { urlPath: '/files' }, '/files/a.txt', 200],
  ])('static_folder: %s', async (_what, given, path, status) => {
    expect(await client({ static: given as false }).get(path)).toMatchObject({ status });
  });

  it('Headers: type, length, date, ETag, ranges, and no-cache', async () => {
    const { headers } = await client().get('/static/a.txt');
    expect(headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': '10',
      'accept-ranges': 'bytes',
      'cache-control': 'no-cache',
    });
    expect([headers['etag'], headers['last-modified']]).toEqual([expect.any(String), expect.any(String)]);
  });

  it('Headers: an unknown type is application/octet-stream', async () => {
    expect((await client().get('/static/a.strange')).headers['content-type']).toBe('application/octet-stream');
  });

  it('Headers: maxAge in place of no-cache', async () => {
    const { headers } = await client({ static: { maxAge: 60 } }).get('/static/a.txt');
    expect(headers['cache-control']).toBe('public, max-age=60');
  });

  it('Conditional/range: If-None-Match and If-Modified-Since', async () => {
    const { headers } = await client().get('/static/a.txt');
    for (const given of [
      { 'if-none-match': String(headers['etag']) },
      { 'if-modified-since': String(headers['last-modified']) },
    ])
      expect((await client().get('/static/a.txt', { headers: given })).status).toBe(304);
  });

  // What is no range of bytes is ignored, as RFC 9110 has it.
  it.each<[Record<string, string>, number, string]>([
    [{ range: 'bytes=2-4' }, 206, '234'],
    [{ range: 'bytes=-3' }, 206, '789'],
    [{ range: 'bytes=20-' }, 416, ''],
    [{ range: 'lines=1-2' }, 200, '0123456789'],
    [{ range: 'bytes=2-4', 'if-range': '"other"' }, 200, '0123456789'],
    [{ 'if-match': '"other"' }, 412, ''],
  ])('Conditional/range: %j', async (headers, status, text) => {
    const response = await client().get('/static/a.txt', { headers });
    expect(response.status).toBe(status);
    if (status < 400) expect(response.text).toBe(text);
  });

  it.each<[SendFileOptions, string, RegExp]>([
    [{ download: true }, 'content-disposition', /^attachment; filename="?a\.txt"?$/],
    [{ download: 'é.txt' }, 'content-disposition', /filename\*=UTF-8''%C3%A9\.txt/],
    [{ type: 'text/csv' }, 'content-type', /^text\/csv/],
    [{ maxAge: 60 }, 'cache-control', /max-age=60/],
  ])('send_file(): %j', async (options, name, expected) => {
    expect((await sent('static/a.txt', options)).headers[name]).toMatch(expected);
  });

  // What a client named is looked for in a folder, and nothing leads out of it.
  it.each([
    ['a.txt', 200],
    ['../outside.txt', 404],
    ['/etc/passwd', 404],
    ['missing.txt', 404],
  ])('send_from_directory(): %s is %i', async (path, status) => {
    expect((await sent(path, { folder: 'static' })).status).toBe(status);
  });
});
