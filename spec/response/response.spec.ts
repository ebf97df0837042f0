import { inspect } from 'node:util';

import {
  AfterRequest,
  Controller,
  createApp,
  html,
  makeResponse,
  Request,
  Response,
  Route,
  Session,
  type TestResponse,
} from 'phial';
import { quietApp } from '../support/quiet-app.js';

/** The response to a handler that returns one. */
async function sent(make: () => unknown, method = 'GET'): Promise<TestResponse> {
  @Controller()
  class Pages {
    @Route('/', ['GET'])
    page(): unknown {
      return make();
    }
  }
  return quietApp([Pages], { securityHeaders: false }).testClient().request(method, '/');
}

const CONTROL = ['\r', '\n', '\0', '\x1b', '\x7f', '\r\nX-Evil: 1'];

describe('Response', () => {
  it('refuses a status in the place of its options, and options in that of a status', () => {
    expect(() => new Response('made', 201 as never)).toThrow('Write new Response(body, { status: 201 })');
    expect(() => makeResponse('made', { status: 201 } as never)).toThrow('write makeResponse(body, 201, headers)');
  });

  it('is empty unless it is given a body', async () => {
    const { status, text, headers } = await sent(() => new Response());
    expect([status, text, headers['content-length'], headers['content-type']]).toEqual([200, '', '0', undefined]);
    expect((await sent(() => new Response(null))).text).toBe('');
  });

  it.each([
    ['text', 'hi', 'text/html; charset=utf-8', 'hi'],
    ['html', html`<b>${'&'}</b>`, 'text/html; charset=utf-8', '<b>&amp;</b>'],
    ['data', { a: 1 }, 'application/json; charset=utf-8', '{"a":1}'],
    ['bytes', Buffer.from('hi'), 'application/octet-stream', 'hi'],
  ])('takes what handlers return: %s', async (_what, body, type, text) => {
    const response = await sent(() => new Response(body));
    expect([response.headers['content-type'], response.text]).toEqual([type, text]);
  });

  it('refuses what handlers may not return', () => {
    expect(() => new Response(() => 1)).toThrow('new Response() was given the function');
    expect(() => new Response(new Response())).toThrow('give it to makeResponse()');
  });

  it.each([
    ['statusCode', 201, 'status'],
    ['mimetype', 'text/plain', 'type'],
  ])('knows the names that its options have elsewhere: %s', (name, value, own) => {
    expect(() => new Response('hi', { [name]: value })).toThrow(
      `new Response() was given the option '${name}', which is '${own}' here`,
    );
  });

  describe('status', () => {
    it('is 200 unless it is said', () => {
      expect([new Response().status, new Response(null, { status: 404 }).status]).toEqual([200, 404]);
    });

    it.each([199, 600, 101, 0, NaN, 200.5, '404', null, Infinity])('is one of a final response: not %p', (status) => {
      expect(() => new Response(null, { status: status as number })).toThrow(
        `A response takes a status from 200 to 599, not ${inspect(status)}.`,
      );
      expect(() => {
        new Response().status = status as number;
      }).toThrow(RangeError);
      expect(() => makeResponse('', status as number)).toThrow(RangeError);
    });

    it.each([204, 205, 304])('%i has no body', async (status) => {
      const response = await sent(() => new Response({ a: 1 }, { status, headers: { 'Content-Length': 7 } }));
      expect([response.status, response.text]).toEqual([status, '']);
    });

    it('204 has neither a type nor a length', async () => {
      const { headers } = await sent(() => new Response('x', { status: 204 }));
      expect([headers['content-type'], headers['content-length']]).toEqual([undefined, undefined]);
    });
  });

  describe('type', () => {
    it('is the content type', async () => {
      const { headers } = await sent(() => new Response('a,b', { type: 'text/csv' }));
      expect(headers['content-type']).toBe('text/csv');
    });

    it('wins over the headers, which win over the default', async () => {
      const init = { headers: { 'content-type': 'text/plain' } };
      expect(new Response('x', init).type).toBe('text/plain');
      expect(new Response('x', { ...init, type: 'text/csv' }).type).toBe('text/csv');
    });

    it('may be set later, and taken away', () => {
      const response = new Response('x');
      response.type = 'text/plain';
      expect(response.headers.get('Content-Type')).toBe('text/plain');
      response.type = undefined;
      expect(response.headers.has('Content-Type')).toBe(false);
    });

    it.each(CONTROL)('has no control character: %j', (control) => {
      expect(() => new Response('', { type: `text/plain${control}` })).toThrow(
        "The header 'Content-Type' has an illegal character",
      );
    });
  });

  describe('headers', () => {
    it('are read, replaced, added and deleted, whatever their case', async () => {
      const response = new Response('', { headers: { 'X-One': 'a', 'X-Two': ['a', 'b'], 'X-Number': 5 } });
      response.headers.set('x-one', 'b').append('X-ONE', 'c');
      response.headers.delete('X-Number');
      expect([
        response.headers.get('X-one'),
        response.headers.getAll('x-one'),
        response.headers.has('x-number'),
      ]).toEqual(['b', ['b', 'c'], false]);
      expect((await sent(() => response)).headers).toMatchObject({ 'x-one': ['b', 'c'], 'x-two': ['a', 'b'] });
    });

    it('may be deleted while one goes through them', () => {
      const { headers } = new Response('', { headers: { A: '1', B: '2', C: '3' } });
      for (const [name] of headers) headers.delete(name);
      expect([...headers]).toEqual([]);
    });

    it("of a response that everybody gets are changed in each request's own", async () => {
      const shared = new Response('', { headers: { 'X-List': ['a', 'b'], 'X-Gone': '1' } });
      const change = (): Response => {
        const response = makeResponse(shared, 200, { 'X-New': 'n' });
        response.headers.append('X-List', 'c').delete('X-Gone');
        return response;
      };
      expect((await sent(change)).headers).toMatchObject({ 'x-list': ['a', 'b', 'c'], 'x-new': 'n' });
      expect([...shared.headers].join(' ')).toBe('x-list,a x-list,b x-gone,1 content-type,text/html; charset=utf-8');
    });

    it("may be pairs, as the web's Headers and a Map are", () => {
      expect([...new Response('', { headers: new Headers({ A: '1' }), type: 't/t' }).headers]).toEqual([
        ['a', '1'],
        ['content-type', 't/t'],
      ]);
      expect(new Response(null, { headers: new Map([['A', '1']]) }).headers.get('a')).toBe('1');
    });

    it.each(CONTROL)('have no control character: %j', (control) => {
      const { headers } = new Response();
      const message = /The header 'X-Name' has an illegal character, ".+", at position 5/;
      expect(() => headers.set('X-Name', `value${control}`)).toThrow(message);
      expect(() => headers.append('X-Name', `value${control}`)).toThrow(message);
      expect(() => new Response('', { headers: { 'X-Name': `value${control}` } })).toThrow(message);
      expect(() => makeResponse('', 200, { 'X-Name': [`value${control}`] })).toThrow(message);
      expect(() => headers.set(`X-Name${control}`, 'value')).toThrow('is no header name');
      expect([...headers]).toEqual([]);
    });

    it('may have a tab in them, and letters of ISO 8859-1', async () => {
      const { headers } = await sent(() => new Response('', { headers: { 'X-Tab': 'a\tb', 'X-Letter': 'é' } }));
      expect([headers['x-tab'], headers['x-letter']]).toEqual(['a\tb', 'é']);
    });

    it('have no other letters, which are no bytes', () => {
      expect(() => new Response('', { headers: { 'X-Name': 'naïve 漢' } })).toThrow(
        `The header 'X-Name' has an illegal character, "漢", at position 6. Encode the value`,
      );
    });

    it.each([
      [undefined, 'undefined'],
      [null, 'null'],
      [true, 'boolean'],
      [{}, 'object'],
      [NaN, 'NaN'],
    ])('are text or numbers, not %p', (value, name) => {
      expect(() => new Response().headers.set('X-Name', value as unknown as string)).toThrow(
        `The header 'X-Name' must be text, not ${name}.`,
      );
    });

    it.each([['text'], [5], [null]])('are no object: %p', (headers) => {
      expect(() => new Response('', { headers: headers as never })).toThrow(TypeError);
    });

    it.each(['', 'a b', 'a:b', 'ä', 'a\n'])('have no name that is no token: %j', (name) => {
      expect(() => new Response().headers.append(name, 'x')).toThrow('is no header name');
    });

    it('do not make a body end where it does not: the right length of text is sent', async () => {
      const { headers, text } = await sent(() => new Response('twelve bytes', { headers: { 'Content-Length': 3 } }));
      expect([headers['content-length'], text]).toEqual(['12', 'twelve bytes']);
    });
  });

  describe('vary()', () => {
    it('adds a field once', () => {
      const response = new Response().vary('Accept').vary('accept').vary('Cookie');
      expect(response.headers.get('vary')).toBe('Accept, Cookie');
    });

    it('adds nothing to *', () => {
      expect(new Response(null, { headers: { Vary: '*' } }).vary('Accept').headers.get('vary')).toBe('*');
    });

    it('stands beside what a plugin said', async () => {
      @Controller()
      class Pages {
        @Route('/')
        page() {
          return new Response('x').vary('Accept');
        }
      }
      const app = createApp({ controllers: [Pages] });
      app.fastify.addHook('onRequest', async (_request, reply) => void reply.header('vary', 'Origin'));
      expect((await app.testClient().get('/')).headers['vary']).toBe('Origin, Accept');
    });
  });

  describe('for HEAD', () => {
    it.each([
      ['text', () => 'hëllo', '6'],
      ['JSON', () => ({ a: 1 }), '7'],
      ['bytes', () => Buffer.from('abc'), '3'],
      ['nothing', () => new Response(), '0'],
      [
        'a stream whose length was said',
        () => new Response(new Blob(['abcd']).stream(), { headers: { 'Content-Length': 4 } }),
        '4',
      ],
    ])('has the length of what GET gets: %s', async (_what, make, length) => {
      const response = await sent(make, 'HEAD');
      expect([response.status, response.text, response.headers['content-length']]).toEqual([200, '', length]);
    });
  });

  describe('that many requests share', () => {
    const shared = new Response({ hello: 'all' }, { headers: { 'X-Shared': 'yes' } });

    @Controller()
    class Pages {
      @Route('/')
      page() {
        return shared;
      }

      @Route('/copy')
      copy() {
        return makeResponse(shared, 201, { 'X-Shared': 'no' });
      }

      @AfterRequest()
      sign(response: Response, request: Request) {
        response.setCookie('user', request.args.get('user', 'nobody'));
        response.status = 203;
      }
    }

    it('is never changed by one of them', async () => {
      const client = createApp({ controllers: [Pages] }).testClient();
      await client.get('/', { query: { user: 'ada' } });
      const { headers, text } = await client.get('/', { query: { user: 'bob' } });
      expect([headers['set-cookie'], text]).toEqual(['user=bob; Path=/', '{"hello":"all"}']);
      await client.get('/copy');
      expect([shared.status, [...shared.headers], (shared.body as { value: unknown }).value]).toEqual([
        200,
        [
          ['x-shared', 'yes'],
          ['content-type', 'application/json; charset=utf-8'],
        ],
        { hello: 'all' },
      ]);
    });

    it('gets the cookies of none of them', async () => {
      const cookies = new Response('x', { headers: { 'Set-Cookie': ['a=1', 'b=2'] } });
      class Visits {
        @Route('/')
        count(session: Session) {
          session.set('visits', (session.get('visits', 0) as number) + 1);
          return cookies;
        }
      }
      const client = createApp({ controllers: [Visits], secretKey: 'a secret key for the specs' }).testClient();
      await client.get('/');
      expect((await client.get('/')).headers['set-cookie']).toEqual(['a=1', 'b=2', expect.stringMatching(/^session=/)]);
      expect(cookies.headers.getAll('set-cookie')).toEqual(['a=1', 'b=2']);
    });
  });
});

describe('makeResponse', () => {
  it('gives a status and headers to whatever handlers return', async () => {
    const { status, headers, text } = await sent(() => makeResponse({ a: 1 }, 201, { 'X-Made': 'yes' }));
    expect([status, headers['x-made'], headers['content-type'], text]).toEqual([
      201,
      'yes',
      'application/json; charset=utf-8',
      '{"a":1}',
    ]);
    expect((await sent(() => makeResponse(null))).text).toBe('null');
  });

  it('replaces headers of the same name, and repeats those that have a list', () => {
    const response = makeResponse('x', 200, { 'Content-Type': 'text/plain', Link: ['<a>', '<b>'] });
    expect([response.type, response.headers.getAll('link')]).toEqual(['text/plain', ['<a>', '<b>']]);
  });

  it('keeps of a Response what it is not told to change', () => {
    const made = makeResponse(new Response('x', { status: 404, headers: { 'X-One': '1', 'X-Two': '2' } }), undefined, {
      'X-Two': '3',
    });
    expect([made.status, made.body, made.headers.get('x-one'), made.headers.get('x-two')]).toEqual([
      404,
      'x',
      '1',
      '3',
    ]);
  });

  it('says what may be given', () => {
    expect(() => makeResponse(undefined)).toThrow('makeResponse() was given nothing. Return a string');
  });
});
