import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  ContextProcessor,
  eventStream,
  Get,
  html,
  Redirect,
  render,
  Response,
  sendFile,
  TemplateHelper,
  type Session,
} from 'phial';

import { quietApp } from '../support/quiet-app.js';

/** What a page with this source writes, or says. */
async function page(source: string, values?: object, given?: () => unknown, helpers = {}): Promise<string> {
  class Pages {
    @ContextProcessor()
    values() {
      return given?.() as object;
    }

    @TemplateHelper({ inject: [String] })
    twice(text: string) {
      return text + text;
    }

    @Get('/')
    page(session: Session) {
      session.set('name', 'Ada');
      return render('page', values);
    }
  }

  Reflect.defineMetadata('design:paramtypes', [(await import('phial')).Session], Pages.prototype, 'page');
  const folder = mkdtempSync(join(tmpdir(), 'phial-templates-'));
  writeFileSync(join(folder, 'page.hbs'), source);
  const app = quietApp([Pages], { templates: { folder, helpers }, secretKey: 'a secret key for the specs' });
  return (await app.testClient({ throwErrors: true }).get('/')).text;
}

describe('A render() inside text', () => {
  class Pages {
    @Get('/html')
    html() {
      return html`<p>${render('p')}</p>`;
    }

    @Get('/text')
    text() {
      return `<p>${String(render('p'))}</p>`;
    }

    @Get('/file')
    file() {
      return html`<p>${sendFile('p.txt')}</p>`;
    }

    @Get('/stream')
    *stream(): Iterable<never> {
      yield render('p') as never;
    }

    @Get('/events')
    events() {
      return eventStream([render('p') as never]);
    }

    @Get('/data')
    data() {
      return eventStream([{ data: render('p') }]);
    }
  }

  it.each(['/html', '/text', '/stream', '/events', '/data'])(
    'is an error that says how to have its text: %s',
    async (path) => {
      const answer = quietApp([Pages]).testClient({ throwErrors: true }).get(path);
      await expect(answer).rejects.toThrow("render('p') is a whole answer");
      await expect(answer).rejects.toThrow("Write await request.render('p')");
    },
  );

  it('is an error in a template, too', async () => {
    await expect(page('{{inner}}', { inner: render('p') })).rejects.toThrow("render('p') is a whole answer");
    await expect(page('{{{inner}}}', { inner: render('p') })).rejects.toThrow("render('p') is a whole answer");
  });

  it.each([
    ['A Response', new Response('x')],
    ['A Redirect', new Redirect('/x')],
    ['An eventStream()', eventStream(['x'])],
  ])('is an error in a template, as is %s', async (what, inner) => {
    const told = `${what} is a whole answer`;
    await expect(page('{{inner}}', { inner })).rejects.toThrow(told);
    await expect(page('{{inner}}', { inner: [inner] })).rejects.toThrow(told);
  });

  it('is an error of a file, too', async () => {
    const answer = quietApp([Pages]).testClient({ throwErrors: true }).get('/file');
    await expect(answer).rejects.toThrow("sendFile('p.txt') is a whole answer");
  });
});

class Visitor {
  first = 'Ada';
  last = 'King';

  get name() {
    return `${this.first} ${this.last}`;
  }
}

describe('The values of a template', () => {
  it('may be an error, whose message they have, and not its stack', async () => {
    expect(await page('{{message}}|{{stack}}|{{name}}', new TypeError('It is odd'))).toBe('It is odd||TypeError');
  });

  it('may be an instance that a context processor returns', async () => {
    expect(await page('{{name}} {{first}}', {}, () => new Visitor())).toBe('Ada King Ada');
  });

  it('win over the getters of a context processor', async () => {
    expect(await page('{{name}}', { name: 'mine' }, () => new Visitor())).toBe('mine');
  });

  it.each([
    ['a Map', new Map(), 'Pages.values returned a Map', 'return Object.fromEntries(map)'],
    ['a Set', new Set(), 'Pages.values returned a Set', 'return { notes: [...set] }'],
    ['a list', [], 'Pages.values returned a list', 'return { notes }'],
    ['text', 'x', 'Pages.values returned a string', 'return { title }'],
  ])('are not %s of a context processor', async (_what, given, what, cure) => {
    const answer = page('x', {}, () => given);
    await expect(answer).rejects.toThrow(what);
    await expect(answer).rejects.toThrow(cure);
  });

  it('are not the session', async () => {
    const { Session } = await import('phial');
    const values = new (Session as never as new () => object)();
    await expect(page('x', values)).rejects.toThrow("Write render('page', session.toObject())");
  });
});

describe('A helper', () => {
  it('is given the session with its methods', async () => {
    const helpers = {
      hello: (session: Session) => `${session.get('name')} ${session.has('age')} ${session.size} ${session.isNew}`,
    };
    expect(await page('{{hello session}}, {{session.name}}', {}, undefined, helpers)).toBe('Ada false 1 true, Ada');
  });

  it('may have options in first place', async () => {
    expect(await page('{{twice "a"}}')).toBe('aa');
  });
});

describe('Maps and sets in {{json}}', () => {
  it.each([
    [{ x: new Map() }, '{{json}} was given a Map, which JSON would lose. Give render() Object.fromEntries(map).'],
    [{ x: new Set() }, '{{json}} was given a Set, which JSON would lose. Give render() [...set].'],
    [
      { x: { all: Object.assign(new Map(), { kept: 1 }) } },
      'There is one of the class Map at x.all, which JSON would lose.',
    ],
    [{ x: { all: new Set([1]) } }, 'There is one of the class Set at x.all, which JSON would lose.'],
  ])('are refused', async (values, message) => {
    await expect(page('{{json x}}', values)).rejects.toThrow(message.replace('at x.', 'at .'));
  });

  it('are not looked for in an empty object', async () => {
    expect(await page('{{json x}}', { x: { a: {} } })).toBe('{"a":{}}');
  });
});
