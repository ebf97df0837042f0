import { Controller, eventStream, makeResponse, redirect, Redirect, Response, Route, type TestResponse } from 'phial';
import { quietApp } from '../support/quiet-app.js';

async function answerTo(go: () => unknown): Promise<TestResponse> {
  @Controller()
  class Notes {
    @Route('/')
    show(): unknown {
      return go();
    }
  }
  return quietApp([Notes]).testClient().get('/');
}

describe('Redirect', () => {
  it('says so when the status comes first', () => {
    expect(() => redirect(301 as never, '/there' as never)).toThrow("write redirect('/there', 301)");
  });

  it('sends the client elsewhere, with 302 and an empty body', async () => {
    const response = await answerTo(() => {
      throw new Redirect('/there');
    });
    expect([response.status, response.location, response.text, response.headers['content-length']]).toEqual([
      302,
      '/there',
      '',
      '0',
    ]);
  });

  it('may be returned as well', async () => {
    expect((await answerTo(() => new Redirect('/there'))).location).toBe('/there');
  });

  it.each([301, 302, 303, 307, 308])('takes the status %i', async (status) => {
    expect((await answerTo(() => redirect('/there', status))).status).toBe(status);
  });

  it.each([300, 304, 305, 200, 404, '302', null, NaN])('takes no other status: %p', (status) => {
    expect(() => new Redirect('/', status as number)).toThrow(
      `Redirect takes one of the statuses 301, 302, 303, 307, 308, not ${String(status)}.`,
    );
  });

  it('sends along what a Response has: headers, cookies, a body', async () => {
    const farewell = new Response('<a href="/there">there</a>', {
      status: 418,
      headers: { 'X-Why': 'moved' },
    }).deleteCookie('user');
    const response = await answerTo(() => redirect('/there', 303, farewell));
    expect([response.status, response.location, response.headers['x-why'], response.text]).toEqual([
      303,
      '/there',
      'moved',
      '<a href="/there">there</a>',
    ]);
    expect(response.headers['set-cookie']).toMatch(/^user=; Max-Age=0/);
    expect([farewell.status, farewell.headers.has('location')]).toEqual([418, false]);
  });

  it.each([
    ['/notes?page=2#last', '/notes?page=2#last'],
    ['notes', 'notes'],
    ['../up', '../up'],
    ['?page=2', '?page=2'],
    ['https://example.com/', 'https://example.com/'],
    ['mailto:ada@example.com', 'mailto:ada@example.com'],
    ['/s%C3%B8k?q=%20', '/s%C3%B8k?q=%20'],
    ['/søk?q=to ord', '/s%C3%B8k?q=to%20ord'],
    ['/\\evil.example', '/%5Cevil.example'],
    ['/a?dir=c:\\temp', '/a?dir=c:%5Ctemp'],
    ['/漢/🎉/\ud800', '/%E6%BC%A2/%F0%9F%8E%89/%EF%BF%BD'],
  ])('keeps its target as it is, and encodes what a header cannot hold: %j', async (target, location) => {
    expect((await answerTo(() => redirect(target))).location).toBe(location);
  });

  it.each(['/a\r\nSet-Cookie: evil=1', '/a\n', '/\t/evil.example', '/a\0', '\x7f'])(
    'refuses a control character in its target: %j',
    (target) => {
      expect(() => new Redirect(target)).toThrow(
        /The header 'Location' has an illegal character, ".+", at position \d+\./,
      );
    },
  );

  it.each([
    [undefined, 'not undefined'],
    [null, 'not null'],
    [5, 'not 5'],
    [new URL('http://a.example'), 'not a URL object: give it url.href'],
  ])('refuses a target that is no text: %p', (target, message) => {
    expect(() => new Redirect(target as unknown as string)).toThrow(
      `Redirect takes a path or a URL as its location, ${message}`,
    );
    expect(() => redirect(target as unknown as string)).toThrow(TypeError);
  });

  it('is a 500 when its target is refused', async () => {
    expect((await answerTo(() => redirect('/a\nb'))).status).toBe(500);
  });

  it('passes code that logs as text whatever it catches', async () => {
    const logged: string[] = [];
    class Notes {
      @Route('/')
      async save() {
        try {
          redirect('/login?a="<b>"');
        } catch (error) {
          logged.push(`rolled back: ${String(error)}`);
          throw error;
        }
      }

      @Route('/made')
      made() {
        return `${String(makeResponse('x', 203))}, ${String(eventStream([]))}`;
      }
    }
    const client = quietApp([Notes]).testClient();
    expect((await client.get('/')).status).toBe(302);
    expect(logged).toEqual(['rolled back: Redirect 302 /login?a=%22%3Cb%3E%22']);
    expect((await client.get('/made')).text).toBe('Response 203, EventStream');
  });
});
