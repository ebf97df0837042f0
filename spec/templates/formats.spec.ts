import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Controller, Get, render, type App, type AppOptions, type TestResponse } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';

const noon = new Date('2026-11-29T12:00:00Z');
const values = {
  noon,
  iso: '2026-11-29T12:00:00Z',
  day: '2026-11-29',
  ms: noon.getTime(),
  price: 1234.5,
  nothing: null,
};

describe('In templates', () => {
  let root: string;

  function appWith(source: string, context: object, options: AppOptions): App {
    writeFileSync(join(root, 'templates/page.hbs'), source);

    @Controller()
    class Pages {
      @Get('/')
      page() {
        return render('page', context as Record<string, unknown>);
      }
    }

    return quietApp([Pages], { root, ...options });
  }

  function get(source: string, language?: string, options: AppOptions = {}, context = values): Promise<TestResponse> {
    const client = appWith(source, context, options).testClient({ throwErrors: true });
    return client.get('/', { headers: { 'accept-language': language } });
  }

  async function text(...given: Parameters<typeof get>): Promise<string> {
    return (await get(...given)).text.replace(/[\u00a0\u202f]/g, ' ');
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'phial-formats-'));
    mkdirSync(join(root, 'templates'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  describe('date', () => {
    it.each([['noon'], ['iso'], ['day'], ['ms']])('takes a Date, ISO text and milliseconds: %s', async (name) => {
      expect(await text(`{{date ${name} dateStyle='long'}}`)).toBe('November 29, 2026');
    });

    it('has the options of Intl', async () => {
      expect(await text("{{date noon timeStyle='short' timeZone='America/New_York'}}")).toBe('7:00 AM');
    });

    it('leaves a day alone as it is, in every zone', async () => {
      expect(await text("{{date day dateStyle='short' timeZone='America/New_York'}}")).toBe('11/29/26');
    });

    it('may be used inside another helper', async () => {
      expect(await text("{{#if (eq (date day) '11/29/2026')}}yes{{/if}}")).toBe('yes');
    });

    it('writes nothing for what is missing', async () => {
      expect(await text('[{{date missing}}{{date nothing}}]')).toBe('[]');
    });

    it('alone is a value of that name', async () => {
      const posts = { date: 'today', posts: [{ date: 'yesterday' }] };
      expect(await text('{{date}} {{#each posts}}{{date}}{{/each}}', 'en', {}, posts as never)).toBe('today yesterday');
    });

    it.each([
      ['{{date "yesterday"}}', "{{date}} was given 'yesterday'. It takes a Date, milliseconds since 1970, or text"],
      ['{{date "2026-13-40"}}', "{{date}} was given '2026-13-40'."],
      ['{{date true}}', '{{date}} was given true.'],
      ['{{date noon datestyle="long"}}', "{{date}} has no option 'datestyle'"],
      ['{{date noon dateStyle="huge"}}', 'dateStyle'],
      ['{{date noon locale="de_DE"}}', "{{date}} was given the locale 'de_DE'."],
      ['{{date dateStyle="long"}}', '{{date}} was given no value.'],
    ])('names template, line and mistake: %s', async (source, message) => {
      const page = get(`\n${source}`);
      await expect(page).rejects.toThrow(`The template 'page' failed at ${join(root, 'templates/page.hbs')}:2: `);
      await expect(page).rejects.toThrow(message);
    });
  });

  describe('number', () => {
    it('has the options of Intl', async () => {
      expect(await text("{{number price style='currency' currency='EUR'}}")).toBe('€1,234.50');
    });

    it('takes text, as databases give it, without loss', async () => {
      expect(await text("{{number '12345678901234567890.5'}}")).toBe('12,345,678,901,234,567,890.5');
    });

    it('writes nothing for what is missing', async () => {
      expect(await text('[{{number missing}}{{number nothing}}]')).toBe('[]');
    });

    it.each([
      ['{{number "many"}}', "{{number}} was given 'many'. It takes a number, a bigint, or text"],
      ['{{number price curency="EUR"}}', "{{number}} has no option 'curency'"],
    ])('names the mistake: %s', async (source, message) => {
      await expect(get(source)).rejects.toThrow(message);
    });
  });

  describe('the language is', () => {
    const both = "{{date day dateStyle='long'}} {{number price}}";

    it.each([
      ['de', '29. November 2026 1.234,5'],
      ['fr;q=0.5, de-AT;q=0.9', '29. November 2026 1 234,5'],
      ['tlh, de;q=0.5', '29. November 2026 1.234,5'],
      ['en-u-nu-deva', 'November 29, 2026 1,234.5'],
      ['*', 'November 29, 2026 1,234.5'],
      ['rubbish_', 'November 29, 2026 1,234.5'],
      [undefined, 'November 29, 2026 1,234.5'],
    ])('the best of the request: %s', async (language, expected) => {
      expect(await text(both, language)).toBe(expected);
    });

    it("the app's, if it has one", async () => {
      expect(await text(both, 'en', { locale: 'de' })).toBe('29. November 2026 1.234,5');
    });

    it.each([
      ['fr, de-AT;q=0.5', '29. November 2026 1.234,5'],
      ['fr', 'November 29, 2026 1,234.5'],
      [undefined, 'November 29, 2026 1,234.5'],
    ])("the best of the app's for the request, or the first: %s", async (language, expected) => {
      expect(await text(both, language, { locale: ['en', 'de'] })).toBe(expected);
    });

    it("the template's own, whatever the others are", async () => {
      expect(await text("{{date day dateStyle='long' locale='fr'}}", 'en', { locale: 'de' })).toBe('29 novembre 2026');
    });

    it('not the own one where that is undefined', async () => {
      expect(await text("{{date day dateStyle='long' locale=missing}}", 'de')).toBe('29. November 2026');
    });

    it.each([
      ['en', {}, 'November 29, 2026'],
      ["the app's", { locale: 'de' }, '29. November 2026'],
      ["the first of the app's", { locale: ['de', 'en'] }, '29. November 2026'],
    ])('in app.render(): %s', async (_what, options, expected) => {
      const app = appWith("{{date day dateStyle='long'}}", values, options);
      await app.ready();
      expect(app.render('page', values)).toBe(expected);
    });
  });

  it('a page in the language of the request varies by it', async () => {
    expect((await get('{{number price}}')).headers['vary']).toBe('Accept-Language');
    expect((await get('{{number price}}', 'en', { locale: ['en', 'de'] })).headers['vary']).toBe('Accept-Language');
  });

  it('a page in the language of the app does not', async () => {
    expect((await get('{{number price}}', 'en', { locale: 'de' })).headers['vary']).toBeUndefined();
  });

  it('a list of locales has one at least, and each is looked at', () => {
    expect(findingsOf({ locale: [] })[0]).toContain('locale: [] is not a language');
    expect(findingsOf({ locale: ['en', 'de_DE'] })[0]).toContain('locale: "de_DE" is not a language');
  });

  it.each(['de_DE', 'tlh', ''])('the locale %j is a finding', (locale) => {
    expect(findingsOf({ locale })[0]).toBe(
      `locale: ${JSON.stringify(locale)} is not a language that Node.js knows. Write its tag, with hyphens: 'de', 'de-CH' or 'pt-BR'.`,
    );
  });
});
