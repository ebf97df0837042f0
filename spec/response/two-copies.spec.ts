import { jest } from '@jest/globals';
import * as phial from 'phial';
import { z } from 'zod';

import { findingsOf } from '../support/findings-of.js';
import { loggedBy } from '../support/log-of.js';

// The modules are evaluated once more, as those of a second installation are.
let other!: typeof phial;
beforeAll(async () => {
  jest.resetModules();
  other = await import('phial');
});

async function complaintOf(make: () => unknown): Promise<string> {
  @phial.Controller()
  class Pages {
    @phial.Route('/')
    page(): unknown {
      return make();
    }
  }
  const { logger, entries } = loggedBy();
  const { status, text } = await phial
    .createApp({ controllers: [Pages], fastify: { logger } })
    .testClient()
    .get('/');
  expect(text).not.toContain('hunter2');
  return status === 500 ? entries[0]!.err!.message : `answered ${status}`;
}

describe('Two copies of Phial', () => {
  it.each([
    ['render()', () => other.render('page', { password: 'hunter2' }), 'a Rendering'],
    ['sendFile()', () => other.sendFile('hunter2.txt'), 'a FileBody'],
    ['eventStream()', () => other.eventStream(['hunter2']), 'a EventStream'],
    ['a Response', () => new other.Response('hunter2'), 'a Response'],
    ['a Redirect', () => new other.Redirect('/hunter2'), 'a Redirect'],
    ['html', () => other.html`hunter2`, 'a SafeHtml'],
    ['an Abort', () => new other.Abort(404), 'a Abort'],
    ['abort()', () => other.abort(404), 'threw a Abort'],
    ['redirect()', () => other.redirect('/'), 'threw a Redirect'],
    ['a thrown Response', () => phial.abort(new other.Response('hunter2') as never), 'threw a Response'],
    ['html in html', () => phial.html`<p>${[other.html`hunter2`]}</p>`, 'html was given a SafeHtml'],
    ['a page in html', () => phial.html`<p>${other.render('hunter2')}</p>`, 'html was given a Rendering'],
    ['a piece of a stream', () => [other.html`hunter2`].values(), 'response gave a SafeHtml'],
    ['an event', () => phial.eventStream([other.html`hunter2` as never]), 'eventStream gave a SafeHtml'],
    ['a body', () => new phial.Response(other.html`hunter2`), 'a SafeHtml'],
  ])('are named for what one gives to the other: %s', async (_what, make, what) => {
    expect(await complaintOf(make)).toContain(`${what} of another copy of Phial: two copies of Phial are installed.`);
  });

  it('are found at the start, in whatever one has decorated, made or declared', () => {
    @other.Controller('/pages')
    class Pages {
      @other.Route('/')
      index() {
        return 'Hello';
      }
    }

    class NewNote extends other.Json(z.object({ text: z.string() })) {}

    class CurrentUser {
      @other.FromRequest()
      static load() {
        return new CurrentUser();
      }
    }

    class Store {
      @other.OnStart()
      open() {}
    }

    class Notes {
      @phial.Post('/', { inject: [NewNote, CurrentUser, other.Session, other.Request] })
      create(...given: unknown[]) {
        return given;
      }

      @phial.ErrorHandler(other.Abort)
      refuse() {
        return 'No.';
      }
    }
    const found = findingsOf({ controllers: [Pages, Notes], services: [new Store()] });
    expect(found.filter((text) => text.includes(' another copy of Phial: two copies of Phial are installed.'))).toEqual(
      [
        expect.stringMatching(/^Store: it is a class/),
        expect.stringMatching(/^Pages: it was decorated by/),
        expect.stringMatching(/^Notes.create: parameter 1.+: its type NewNote is/),
        expect.stringMatching(/^Notes.create: parameter 2.*: its type CurrentUser is/),
        expect.stringMatching(/^Notes.create: parameter 3.*: its type Session is/),
        expect.stringMatching(/^Notes.create: parameter 4.*: its type Request is/),
        expect.stringMatching(/^Notes.refuse: @ErrorHandler\(\) takes a class/),
      ],
    );
    expect(found).toHaveLength(7);
  });

  it('are found in a class with decorators of both, whose hooks would not run', () => {
    class Pages {
      @phial.Get('/')
      index() {
        return 'Hello';
      }

      @other.BeforeRequest()
      check() {}
    }

    class Base {
      @other.BeforeRequest()
      check() {}
    }

    class Notes extends Base {
      @phial.Get('/notes')
      index() {
        return 'Hello';
      }
    }
    expect(findingsOf({ controllers: [Pages, Notes] })).toEqual([
      expect.stringMatching(/^Pages: it was decorated by another copy of Phial/),
      expect.stringMatching(/^Notes: it was decorated by another copy of Phial/),
    ]);
  });

  it('are found in a marker that an app is asked for', () => {
    const app = phial.createApp({ fastify: { logger: false } });
    expect(() => app.marked(other.marker('Socket'))).toThrow(
      'app.marked() was given a marker of another copy of Phial: two copies of Phial are installed.',
    );
  });

  it('are found in the guard of the API', () => {
    class Admin {
      @other.FromRequest()
      static load() {
        return new Admin();
      }
    }
    expect(findingsOf({ openapi: { info: { title: 'Notes', version: '1' }, guard: Admin } })).toEqual([
      expect.stringMatching(/^openapi: its guard is the class Admin, of another copy of Phial: two copies/),
    ]);
  });
});
