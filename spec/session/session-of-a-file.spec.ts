import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  AfterRequest,
  Controller,
  createApp,
  eventStream,
  Get,
  makeResponse,
  Response,
  sendFile,
  Session,
} from 'phial';

@Controller()
class Files {
  @Get('/kept')
  kept() {
    return sendFile('a.txt', { maxAge: 3600 });
  }

  @Get('/asked')
  asked() {
    return sendFile('a.txt');
  }

  @Get('/said')
  said() {
    return makeResponse(sendFile('a.txt', { maxAge: 3600 }), 200, { 'Cache-Control': 'public, max-age=60' });
  }

  @Get('/events')
  events(session: Session) {
    session.set('seen', true);
    return eventStream([{ data: 1 }]);
  }

  @AfterRequest()
  count(session: Session) {
    session.set('visits', session.get('visits', 0) + 1);
  }
}

@Controller('/cookies')
class Cookies {
  @Get('/kept')
  kept() {
    return makeResponse(sendFile('a.txt', { maxAge: 3600 }));
  }

  @Get('/events')
  events() {
    return eventStream([{ data: 1 }]);
  }

  @AfterRequest()
  greet(response: Response) {
    response.setCookie('visitor', '7');
  }
}

@Controller('/plain')
class Plain {
  @Get('/kept')
  kept() {
    return sendFile('a.txt', { maxAge: 3600 });
  }

  @Get('/events')
  events() {
    return eventStream([{ data: 1 }]);
  }
}

const root = mkdtempSync(join(tmpdir(), 'phial-session-of-a-file-'));
writeFileSync(join(root, 'a.txt'), 'text');
afterAll(() => rmSync(root, { recursive: true, force: true }));
const client = createApp({ controllers: [Files, Cookies, Plain], root, secretKey: 'x'.repeat(32) }).testClient();

describe('a cookie that comes with what says of itself how it is cached', () => {
  it.each([
    ['/kept', 'private, max-age=3600'],
    ['/asked', 'private, no-cache'],
    ['/events', 'private, no-cache'],
    ['/cookies/kept', 'private, max-age=3600'],
    ['/cookies/events', 'private, no-cache'],
  ])('is kept by no shared cache: %s', async (path, caching) => {
    const { headers } = await client.get(path);
    expect([headers['set-cookie']].flat()).toEqual([expect.stringContaining('=')]);
    expect(headers['cache-control']).toBe(caching);
  });

  it('leaves alone what the handler says itself', async () => {
    expect((await client.get('/said')).headers['cache-control']).toBe('public, max-age=60');
  });

  it('is the only reason for that', async () => {
    expect((await client.get('/plain/kept')).headers['cache-control']).toBe('public, max-age=3600');
    expect((await client.get('/plain/events')).headers['cache-control']).toBe('no-cache');
  });
});
