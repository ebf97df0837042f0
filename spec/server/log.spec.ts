import { jest } from '@jest/globals';
import fastify from 'fastify';

import { Get, makeResponse, Request } from 'phial';
import { logRequest, LogStream } from '../../lib/server/log.js';
import { quietApp } from '../support/quiet-app.js';
import { exchange } from '../support/raw-request.js';

describe('The log', () => {
  const written: string[] = [];

  beforeEach(() => {
    written.length = 0;
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  });

  afterEach(() => jest.restoreAllMocks());

  function readable(entry: object): string {
    new LogStream(() => true).write(`${JSON.stringify({ level: 30, time: 0, ...entry })}\n`);
    return written.join('').slice('00:00:00 '.length);
  }

  it('shows control characters of a message instead of obeying them', () => {
    expect(readable({ msg: 'a\u001b[2Jb\rc\u009bd\u202ee' })).toBe('INFO  a\\u{1b}[2Jb\\u{d}c\\u{9b}d\\u{202e}e\n');
  });

  it('shows those of an error, too', () => {
    expect(readable({ msg: 'a', err: { stack: 'Error: \u001b[2J\n    at x' } })).toBe(
      'INFO  a\n  Error: \\u{1b}[2J\n    at x\n',
    );
  });

  it('shows what turns the direction of a line, in whatever script', () => {
    expect(readable({ msg: 'a\u200eb\u200fc\u061cd\u2067e' })).toBe('INFO  a\\u{200e}b\\u{200f}c\\u{61c}d\\u{2067}e\n');
  });

  it('shows a message that is no text as JSON, and the fields where there is none', () => {
    expect(readable({ msg: { id: 1 } })).toBe('INFO  {"id":1}\n');
    written.length = 0;
    expect(readable({ pid: 1, hostname: 'h', reqId: 'req-1', order: 7 })).toBe('INFO  {"order":7}\n');
  });

  it('leaves an entry without a time as it is', () => {
    new LogStream(() => true).write('{"level":30,"timestamp":"now","msg":"a\u202e"}\n');
    expect(written.join('')).toBe('{"level":30,"timestamp":"now","msg":"a\\u202e"}\n');
  });

  it("reads what pino's options call otherwise", async () => {
    const logger = {
      messageKey: 'message',
      errorKey: 'error',
      formatters: { level: (level: string) => ({ severity: level }) },
    };
    class Pages {
      @Get('/')
      index(request: Request) {
        request.log.warn('low');
        request.log.error(new Error('It broke.'));
        request.log.info({ message: { order: 7 } });
        return '';
      }
    }
    const app = quietApp([Pages], { debug: true, fastify: { logger } });
    expect((await app.testClient().get('/')).status).toBe(200);
    const text = written.join('').replace(/\d\d:\d\d:\d\d/g, '--');
    expect(text).toContain('-- WARN  low\n');
    expect(text).toMatch(/-- ERROR It broke.\n {2}Error: It broke.\n {4}at Pages.index/);
    expect(text).toContain('-- INFO  {"order":7}\n');
  });

  it('has no line that only looks like an entry', () => {
    expect(readable({ msg: 'a\n 00:00:00 INFO  forged' })).toBe('INFO  a\n   00:00:00 INFO  forged\n');
    written.length = 0;
    expect(readable({ msg: 'a\n00:00:00 INFO  forged' })).toBe('INFO  a\n  00:00:00 INFO  forged\n');
  });

  it('leaves text of all languages as it is', () => {
    expect(readable({ msg: 'Über \t 👩‍💻' })).toBe('INFO  Über \t 👩‍💻\n');
  });

  it('is JSON for programs, with no character that obeys a terminal when somebody looks at it', () => {
    const text = 'a\u202eb\u2067c\u009bd\u061ce\u2028f Über 👩‍💻 \u001b\n';
    new LogStream(() => false).write(`${JSON.stringify({ level: 30, time: 0, msg: text })}\n`);

    expect(written.join('')).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+\n$/u);
    expect(written.join('')).toContain('Über 👩‍💻');
    expect(JSON.parse(written.join(''))).toMatchObject({ msg: text });
  });

  it('has nothing of the query of a request', async () => {
    const app = fastify({ logger: { stream: new LogStream(() => true) }, disableRequestLogging: true });
    app.addHook('onResponse', logRequest);
    app.get('/reset', () => 'x');
    await app.inject('/reset?token=secret');

    expect(written.join('')).toMatch(/GET \/reset 200 [\d.]+ ms\n$/);
  });

  it.each(['http://ada:secret@localhost/fails?token=secret', '/fails#secret', '/fails?token=secret', '/fails#?secret'])(
    'has nothing of a request that may be secret, nor has its answer: %s',
    async (target) => {
      class Pages {
        @Get('/fails')
        fail() {
          throw new Error('failed');
        }
      }
      const stream = { write: (line: string) => written.push(line) > 0 };
      const app = quietApp([Pages], { fastify: { logger: { stream } } });
      app.fastify.addHook('onResponse', logRequest);
      const address = await app.run({ port: 0 });
      const { body } = await exchange(
        address,
        Buffer.from(
          `GET ${target} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nConnection: close\r\n\r\n`,
        ),
      );
      await app.close();

      const messages = written.map((line) => (JSON.parse(line) as { msg: string }).msg);
      expect(messages).toContain('Pages.fail failed: GET /fails');
      expect(messages).toContainEqual(expect.stringMatching(/^GET \/fails 500 /));
      expect(JSON.parse(body)).toMatchObject({ status: 500, instance: '/fails' });
      expect(written.join('')).not.toContain('secret');
    },
  );

  it("takes a request and a response, as Fastify's does", async () => {
    class Pages {
      @Get('/seen')
      seen(request: Request) {
        request.log.info({ req: request, res: makeResponse('gone', 410) }, 'seen');
        return 'seen';
      }
    }
    const stream = { write: (line: string) => written.push(line) > 0 };
    const app = quietApp([Pages], { fastify: { logger: { stream } } });
    expect((await app.testClient().get('/seen')).status).toBe(200);
    expect(written.map((line) => JSON.parse(line) as object)).toContainEqual(
      expect.objectContaining({
        msg: 'seen',
        req: expect.objectContaining({ method: 'GET', url: '/seen' }),
        res: { statusCode: 410 },
      }),
    );
  });

  it('takes them alone, too, and what a client has sent under the names that it asks for', async () => {
    class Pages {
      @Get('/alone')
      alone(request: Request) {
        request.log.info(request, 'seen');
        request.log.info(request.args, 'asked');
        return 'seen';
      }
    }
    const stream = { write: (line: string) => written.push(line) > 0 };
    const app = quietApp([Pages], { fastify: { logger: { stream } } });
    expect((await app.testClient().get('/alone?method=x&req=y&err=z')).status).toBe(200);
    expect(written.map((line) => JSON.parse(line) as object)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ msg: 'seen', req: expect.objectContaining({ method: 'GET' }) }),
        expect.objectContaining({ msg: 'asked' }),
      ]),
    );
    expect(written.join('')).not.toContain('fastifyRequest');
  });
});
