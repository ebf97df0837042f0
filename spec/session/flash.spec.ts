import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import {
  Abort,
  AfterRequest,
  ErrorHandler,
  html,
  redirect,
  render,
  Response,
  Route,
  Session,
  type TestClient,
} from 'phial';
import { isRecord } from '../../lib/session/session-record.js';
import { sessionApp } from '../support/session-app.js';

type Act = (session: Session) => unknown;

/** An app that does something with the session at `/`, and shows all messages at `/show`. */
function client(act: Act): TestClient {
  class Pages {
    @Route('/')
    page(session: Session) {
      return act(session) ?? null;
    }

    @Route('/show')
    show(session: Session) {
      return session.flashes();
    }

    @Route('/other')
    other(session: Session) {
      return session.size;
    }
  }
  return sessionApp([Pages]).testClient();
}

async function shownAfter(act: Act): Promise<unknown> {
  const browser = client(act);
  await browser.get('/');
  return (await browser.get('/show')).json();
}

const SAVED = [{ category: 'message', message: 'Saved.' }];

describe('Flash messages', () => {
  it('wait for the next page that asks', async () => {
    const browser = client((session) => session.flash('Saved.'));
    await browser.get('/');
    await browser.get('/other');
    expect((await browser.get('/show')).json()).toEqual(SAVED);
  });

  it('are no whole answers', async () => {
    const refused = client((session) => expect(() => session.flash(new Response('x') as never)).toThrow(TypeError));
    expect((await refused.get('/')).status).toBe(200);
  });

  it('are shown once', async () => {
    const browser = client((session) => session.flash('Saved.'));
    await browser.get('/');
    await browser.get('/show');
    expect((await browser.get('/show')).json()).toEqual([]);
  });

  it('leave no cookie behind when they were all that the session held', async () => {
    const browser = client((session) => session.flash('Saved.'));
    await browser.get('/');
    await browser.get('/show');
    expect(browser.cookies.has('session')).toBe(false);
  });

  it('leave the rest of the session as it is', async () => {
    const browser = client((session) => session.set('a', 1).flash('Saved.'));
    await browser.get('/');
    await browser.get('/show');
    expect((await browser.get('/other')).text).toBe('1');
  });

  it('have a category', async () => {
    expect(await shownAfter((session) => session.flash('Too short.', 'error'))).toEqual([
      { category: 'error', message: 'Too short.' },
    ]);
  });

  it('come in the order in which they were flashed, twice when flashed twice', async () => {
    const messages = (await shownAfter((session) => ['a', 'b', 'a'].forEach((message) => session.flash(message)))) as {
      message: string;
    }[];
    expect(messages.map(({ message }) => message)).toEqual(['a', 'b', 'a']);
  });

  it('survive a redirect', async () => {
    expect(
      await shownAfter((session) => {
        session.flash('Saved.');
        redirect('/elsewhere');
      }),
    ).toEqual(SAVED);
  });

  it('survive an abort', async () => {
    expect(
      await shownAfter((session) => {
        session.flash('Saved.');
        throw new Abort(400);
      }),
    ).toEqual(SAVED);
  });

  it('survive a login: regenerate() keeps them', async () => {
    expect(
      await shownAfter((session) => {
        session.flash('Saved.');
        session.set('userId', 1).regenerate();
      }),
    ).toEqual(SAVED);
  });

  it('go with clear() and destroy(), and come after them', async () => {
    expect(
      await shownAfter((session) => {
        session.flash('Lost.');
        session.clear();
        session.flash('Lost, too.');
        session.destroy();
        session.flash('Saved.');
      }),
    ).toEqual(SAVED);
  });

  it('are the same list as often as a request asks', async () => {
    const both = client((session) => [session.flash('Saved.'), session.flashes(), session.flashes()]);
    expect((await both.get('/')).json()).toEqual([null, SAVED, SAVED]);
  });

  it('that come after the list was taken wait for the next request', async () => {
    const browser = client((session) => {
      const first = session.flashes();
      session.flash('Saved.');
      return [first, session.flashes()];
    });
    expect((await browser.get('/')).json()).toEqual([[], []]);
    expect((await browser.get('/show')).json()).toEqual(SAVED);
  });

  it('are all taken when one category is asked for', async () => {
    const browser = client((session) => [
      session.flash('a'),
      session.flash('b', 'error'),
      session.flashes({ category: 'error' }),
      session.flashes(),
    ]);
    expect((await browser.get('/')).json()).toEqual([
      null,
      null,
      [{ category: 'error', message: 'b' }],
      [
        { category: 'message', message: 'a' },
        { category: 'error', message: 'b' },
      ],
    ]);
    expect((await browser.get('/show')).json()).toEqual([]);
  });

  it('are no keys of the session', async () => {
    const browser = client((session) => [
      session.flash('Saved.'),
      session.size,
      [...session.keys()],
      session.toObject(),
      session.has('_flashes'),
    ]);
    expect((await browser.get('/')).json()).toEqual([null, 0, [], {}, false]);
  });

  it('stay when the page that showed them could not be sent', async () => {
    const browser = client((session) => {
      session.flashes();
      session.set('large', 'x'.repeat(5000));
    });
    await browser.session((session) => session.flash('Saved.'));
    expect((await browser.get('/')).status).toBe(500);
    expect((await browser.get('/show')).json()).toEqual(SAVED);
  });

  it('are text', async () => {
    expect(await shownAfter((session) => session.flash(html`<b>${'&'}</b>` as never, 7 as never))).toEqual([
      { category: '7', message: '<b>&amp;</b>' },
    ]);
  });

  it('may come from an after-hook', async () => {
    class Pages {
      @Route('/')
      page() {
        return 'page';
      }

      @Route('/show')
      show(session: Session) {
        return session.flashes();
      }

      @AfterRequest()
      say(_response: Response, session: Session) {
        if (session.isNew) session.flash('Saved.');
      }
    }
    const browser = sessionApp([Pages]).testClient();
    await browser.get('/');
    expect((await browser.get('/show')).json()).toEqual(SAVED);
  });

  it('are escaped and taken by a template', async () => {
    const root = mkdtempSync(join(tmpdir(), 'phial-flash-'));
    mkdirSync(join(root, 'templates'));
    writeFileSync(join(root, 'templates', 'page.hbs'), '{{#each (flashes)}}{{category}}: {{message}};{{/each}}');
    class Pages {
      @Route('/')
      page() {
        return render('page');
      }
    }
    const browser = sessionApp([Pages], { root }).testClient();
    await browser.session((session) => session.flash('<Saved>'));
    expect((await browser.get('/')).text).toBe('message: &lt;Saved&gt;;');
    expect((await browser.get('/')).text).toBe('');
    await browser.session((session) => session.flash(html`<b>${'<Ada>'}</b> is here`, 'welcome'));
    expect((await browser.get('/')).text).toBe('welcome: <b>&lt;Ada&gt;</b> is here;');
    rmSync(root, { recursive: true });
  });

  it('that are html stay html within html', async () => {
    const browser = client((session) => html`${session.flashes().map(({ message }) => html`<p>${message}</p>`)}`);
    await browser.session((session) => {
      session.flash(html`<b>${'&'}</b>`);
      session.flash('<b>');
    });
    expect((await browser.get('/')).text).toBe('<p><b>&amp;</b></p><p>&lt;b&gt;</p>');
  });

  it.each(['{" h":"<script>"}', ' h', ' h<script>', JSON.stringify(['message', { ' h': '<script>' }])])(
    'are text when they look like what html is kept as: %s',
    async (text) => {
      const browser = client((session) => html`${session.flashes().map(({ message }) => message)}`);
      await browser.session((session) => session.flash(text));
      expect((await browser.get('/')).text).not.toMatch(/[<"]/);
    },
  );

  it('wait for the next page where a response breaks, whose error page asks for them', async () => {
    const root = mkdtempSync(join(tmpdir(), 'phial-flashes-'));
    mkdirSync(join(root, 'templates'));
    writeFileSync(join(root, 'templates/page.hbs'), '{{title}}:{{#each (flashes)}}{{message}}{{/each}}');
    class Pages {
      @Route('/')
      breaks(session: Session) {
        session.flash('Saved.');
        return new Response(
          new Readable({
            read() {
              this.destroy(new Error('the disk is on fire'));
            },
          }),
        );
      }

      @Route('/next')
      next() {
        return render('page', { title: 'Next' });
      }

      @ErrorHandler(500)
      failed() {
        return render('page', { title: 'Sorry' });
      }
    }
    const browser = sessionApp([Pages], { root }).testClient();
    expect((await browser.get('/')).text).toBe('Sorry:');
    expect((await browser.get('/next')).text).toBe('Next:Saved.');
    rmSync(root, { recursive: true });
  });

  it('of a cookie of an older Phial are read, and it is not lost', async () => {
    const record = { d: { cart: { ' ': { ' h': '<b>' } } }, f: [['message', '<b>']] } as never;
    expect(isRecord(record)).toBe(true);
    const session = new Session(record);
    expect(session.flashes()).toEqual([{ category: 'message', message: '<b>' }]);
    expect(session.get('cart')).toEqual({ ' h': '<b>' });
  });

  it.each([
    [['message', { ' h': 5 }]],
    [['message', { b: '<b>' }]],
    [['message', { ' n': 'x' }]],
    [[{ ' h': 'a' }, 'a']],
    [['message', 'a', 1]],
  ])('are nothing that a store may have made up: %j', (...entry) => {
    expect(isRecord({ f: [entry] })).toBe(false);
  });
});
