import {
  Abort,
  abort,
  AfterRequest,
  Controller,
  createApp,
  ErrorHandler,
  Response,
  Route,
  type AbortOptions,
  type TestResponse,
} from 'phial';

import { loggedBy } from '../support/log-of.js';
import { quietApp } from '../support/quiet-app.js';

async function answerTo(stop: () => unknown, more: (new () => object)[] = []): Promise<TestResponse> {
  @Controller()
  class Notes {
    @Route('/notes')
    show(): unknown {
      return stop();
    }
  }
  return quietApp([Notes, ...more])
    .testClient()
    .get('/notes', { headers: { accept: 'application/json' } });
}

describe('Abort', () => {
  it('ends the request with its status and message', async () => {
    const response = await answerTo(() => {
      throw new Abort(410, 'The note is gone.');
    });
    expect([response.status, response.json().detail]).toEqual([410, 'The note is gone.']);
  });

  it('is an Error with a status, a title and a cause', () => {
    const cause = new Error('why');
    const error = new Abort(404, 'No such note.', { cause });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.status, error.title, error.message, error.cause]).toEqual([
      'Abort',
      404,
      'Not Found',
      'No such note.',
      cause,
    ]);
  });

  it("has the status's reason phrase for a message unless it is given one", () => {
    expect([new Abort(404).message, new Abort(499).message, new Abort(599).message]).toEqual([
      'Not Found',
      'Client Error',
      'Server Error',
    ]);
  });

  it.each([200, 302, 399, 600, 404.5, NaN, null, undefined])('takes 4xx and 5xx only: not %p', (status) => {
    expect(() => new Abort(status as number)).toThrow(
      `Abort takes a status from 400 to 599, not ${String(status)}. Return a Response for another status.`,
    );
    expect(() => abort(status as number)).toThrow(RangeError);
  });

  it('says that a status in quotes is a text', () => {
    expect(() => abort('404' as never)).toThrow(
      "Abort takes a status from 400 to 599, not the text '404'. Write abort(404).",
    );
  });

  it('tells where a message goes that stands in the place of the status', () => {
    expect(() => abort('Not found' as never)).toThrow("not Not found. Write abort(404, 'Not found').");
  });

  it('sends its headers along', async () => {
    const headers = { 'Retry-After': 120, 'WWW-Authenticate': ['Basic', 'Bearer'] };
    const response = await answerTo(() => abort(429, undefined, { headers }));
    expect([response.headers['retry-after'], response.headers['www-authenticate']]).toEqual([
      '120',
      ['Basic', 'Bearer'],
    ]);
  });

  it('refuses headers that could not be sent, where they are written', () => {
    expect(() => new Abort(401, '', { headers: { 'WWW-Authenticate': 'Basic realm="a\r\nX-Evil: 1"' } })).toThrow(
      "The header 'WWW-Authenticate' has an illegal character",
    );
  });

  it('adds its further members to the JSON body', async () => {
    const response = await answerTo(() =>
      abort(402, 'Not enough credit.', { balance: 30, type: 'https://example.com/credit' }),
    );
    expect(response.json()).toEqual({
      type: 'https://example.com/credit',
      title: 'Payment Required',
      status: 402,
      detail: 'Not enough credit.',
      instance: '/notes',
      balance: 30,
    });
  });

  it('lets no further member say another status', async () => {
    const response = await answerTo(() => abort(402, 'Pay.', { status: 200, title: 'OK', detail: 'fine' }));
    expect(response.json()).toMatchObject({ status: 402, title: 'Payment Required', detail: 'Pay.' });
  });

  it('is a 500 when its members are no JSON', async () => {
    expect((await answerTo(() => abort(402, 'Pay.', { balance: 1n }))).json()).toMatchObject({ status: 500 });
  });

  it('never sends its cause', async () => {
    const { text, headers } = await answerTo(() =>
      abort(502, 'The bank does not answer.', { cause: new Error('password=hunter2') }),
    );
    expect(text + JSON.stringify(headers)).not.toContain('hunter2');
  });

  it('has its cause logged when the server is to blame', async () => {
    @Controller()
    class Notes {
      @Route('/:status')
      show(status: number) {
        abort(status, 'No.', { cause: new Error('why') });
      }
    }
    const { logger, entries } = loggedBy();
    const client = createApp({ controllers: [Notes], fastify: { logger } }).testClient();
    await client.get('/404');
    await client.get('/502');
    expect(entries.map(({ msg, err }) => [msg, err!.stack.includes('why')])).toEqual([
      ['Notes.show answered 502: No.', true],
    ]);
  });

  it('may be extended', async () => {
    class OutOfPaper extends Abort {
      constructor(
        readonly tray: number,
        options?: AbortOptions,
      ) {
        super(503, `Tray ${tray} is empty.`, options);
      }
    }
    expect(
      (
        await answerTo(() => {
          throw new OutOfPaper(2);
        })
      ).json(),
    ).toMatchObject({ status: 503, detail: 'Tray 2 is empty.' });
  });
});

describe('abort', () => {
  it('throws an Abort, so that it may stand where a value is wanted', async () => {
    const find = (): string | undefined => undefined;
    expect((await answerTo(() => find() ?? abort(404, 'There is no note 7.'))).json()).toMatchObject({
      status: 404,
      detail: 'There is no note 7.',
    });
  });

  it('may be returned', async () => {
    expect(
      (
        await answerTo(() => {
          return abort(404);
        })
      ).status,
    ).toBe(404);
  });

  describe('of a Response', () => {
    @Controller()
    class Hooks {
      @ErrorHandler(402, { scope: 'app' })
      @ErrorHandler(Error, { scope: 'app' })
      never() {
        return 'an error handler';
      }

      @AfterRequest({ scope: 'app' })
      sign(response: Response) {
        response.headers.set('X-Signed', 'yes');
      }
    }

    it.each([
      ['abort(response)', (response: Response) => abort(response)],
      [
        'throw response',
        (response: Response) => {
          throw response;
        },
      ],
    ])('sends that, past the error handlers and through the after-hooks: %s', async (_what, stop) => {
      const made = new Response({ balance: 30 }, { status: 402 });
      const response = await answerTo(() => stop(made), [Hooks]);
      expect([response.status, response.text, response.headers['x-signed']]).toEqual([402, '{"balance":30}', 'yes']);
      expect(made.headers.has('x-signed')).toBe(false);
    });
  });
});
