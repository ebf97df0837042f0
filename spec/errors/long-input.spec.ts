import { Controller, createApp, Get, Request, type App } from 'phial';

import { maskedText, isSecret, masked } from '../../lib/errors/masks.js';
import { traceOf } from '../../lib/errors/trace.js';
import { callersIn } from '../../lib/server/rejections.js';

/** A million characters, of which each could begin anew what is looked for. */
const LONG = 1_000_000;
const HOSTILE: Record<string, string> = {
  'line breaks': '\n'.repeat(LONG),
  spaces: ' '.repeat(LONG),
  'beginnings of frames': '    at '.repeat(LONG / 7),
  'lines like frames': '\n    at f'.repeat(LONG / 9),
  addresses: 'http://'.repeat(LONG / 7),
  'beginnings of tokens': '-eyJ'.repeat(LONG / 4),
  files: 'file:'.repeat(LONG / 5),
  letters: 'aA'.repeat(LONG / 2),
};

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

describe.each(Object.entries(HOSTILE))('A million characters of %s', (_what, text) => {
  it('hold up neither masks nor traces', () => {
    const error = new Error(text);
    expect(milliseconds(() => [maskedText(text), isSecret(text), masked({ [text]: text })])).toBeLessThan(2000);
    expect(milliseconds(() => traceOf(error))).toBeLessThan(4000);
    expect(milliseconds(() => callersIn(`Error: ${text}`))).toBeLessThan(2000);
  });
});

describe('An Accept header of 15 kB', () => {
  @Controller()
  class Pages {
    @Get('/')
    best(request: Request) {
      return String(request.accepts('text/html', 'application/json'));
    }
  }
  const app: App = createApp({ controllers: [Pages], fastify: { logger: false } });

  it.each([
    ['the same types', 'application/a+json,'.repeat(800)],
    ['other types', Array.from({ length: 700 }, (_, index) => `application/a${index}+json`).join(',')],
    ['short types', 'a/b,'.repeat(3750)],
    ['one long type', `application/${'a'.repeat(15_000)}`],
    ['the beginnings of types', 'application/'.repeat(1250)],
    ['quotes', 'a/b;c="'.repeat(2000)],
  ])('costs an error page next to nothing: %s', async (_what, accept) => {
    await app.testClient().get('/nowhere', { headers: { accept } });
    const start = performance.now();
    for (let count = 0; count < 10; count++) await app.testClient().get('/nowhere', { headers: { accept } });
    for (let count = 0; count < 10; count++) await app.testClient().get('/', { headers: { accept } });
    expect((performance.now() - start) / 20).toBeLessThan(40);
  });
});

describe('A path of 12,000 dashes', () => {
  @Controller('/:year-:month-:day/events')
  class Events {
    @Get('/')
    index(year: number, month: number, day: number) {
      return [year, month, day];
    }
  }
  const client = createApp({ controllers: [Events], fastify: { logger: false } }).testClient();

  it('is not shared out among the variables of a prefix in all ways', async () => {
    expect((await client.get('/2026-11-30/events/')).json()).toEqual([2026, 11, 30]);
    const start = performance.now();
    expect((await client.get(`/${'-'.repeat(12_000)}/x`)).status).toBe(414);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
