import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  Abort,
  ContextProcessor,
  Controller,
  FromRequest,
  Get,
  render,
  Request,
  Session,
  TemplateHelper,
  type App,
  type AppOptions,
} from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { warningsOf } from '../support/warnings-of.js';
import { quietApp } from '../support/quiet-app.js';

const secretKey = 'a secret key for the specs';

class Rates {
  readonly euro = 2;
}

class Sync {
  static made = 0;

  constructor(readonly name: string) {}

  @FromRequest()
  static load(request: Request) {
    Sync.made++;
    if (request.args.has('forbidden')) throw new Abort(403);
    return new Sync(request.args.get('name', 'nobody'));
  }
}

class Later {
  constructor(readonly name: string) {}

  @FromRequest()
  static async load() {
    return Promise.resolve(new Later('Ann'));
  }
}

@Controller()
class Helpers {
  @TemplateHelper()
  link(text: string, request: Request) {
    return `${text} at ${request.path}`;
  }

  @TemplateHelper()
  visitor(session: Session) {
    return session.get('userId');
  }

  @TemplateHelper('euro')
  inEuro(value: number, digits: number | undefined, rates: Rates) {
    return (value * rates.euro).toFixed(digits ?? 2);
  }

  @TemplateHelper()
  hello(user: Sync) {
    return `Hello ${user.name}`;
  }

  @TemplateHelper()
  later(user: Later) {
    return user.name;
  }

  @TemplateHelper('byHand', { inject: [String, Rates] })
  listed(text: unknown, rates: unknown) {
    return `${text as string} ${(rates as Rates).euro}`;
  }
}

describe('A helper that is a method', () => {
  let root: string;

  function appWith(source: string, options: AppOptions = {}): App {
    writeFileSync(join(root, 'templates/page.hbs'), source);

    @Controller()
    class Pages {
      @Get('/page')
      page() {
        return render('page');
      }

      @Get('/for-later')
      forLater(_later: Later) {
        return render('page');
      }
    }

    const controllers = [Pages, Helpers, ...(options.controllers ?? [])];
    return quietApp(controllers, { root, secretKey, services: [new Rates()], ...options, ...{ controllers } });
  }

  /** What a template writes. */
  async function text(source: string, path = '/page', options?: AppOptions): Promise<string> {
    const client = appWith(source, options).testClient({ throwErrors: true });
    await client.session((session) => session.set('userId', 7));
    return (await client.get(path)).text;
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'phial-helpers-'));
    mkdirSync(join(root, 'templates'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('gets the request behind its arguments', async () => {
    expect(await text('{{link "Here"}}')).toBe('Here at /page');
  });

  it('gets it in loops and partials', async () => {
    expect(
      await text('{{#*inline "row"}}{{link this}} {{/inline}}{{#each (split)}}{{> row}}{{/each}}', '/page', {
        templates: { helpers: { split: () => ['a', 'b'] } },
      }),
    ).toBe('a at /page b at /page ');
  });

  it('gets the session', async () => {
    expect(await text('{{visitor}}')).toBe('7');
  });

  it('gets services, and undefined for an argument that the template leaves away', async () => {
    expect(await text('{{euro 1.5}} {{euro 1.5 0}} {{euro 1 1 9}}')).toBe('3.00 3 2.0');
  });

  it('gets what a factory makes, once per request', async () => {
    Sync.made = 0;
    expect([await text('{{hello}} {{hello}}', '/page?name=Ann'), Sync.made]).toEqual(['Hello Ann Hello Ann', 1]);
  });

  it('ends the request when the factory does', async () => {
    expect((await appWith('{{hello}}').testClient().get('/page?forbidden=1')).status).toBe(403);
  });

  it('cannot wait for a factory', async () => {
    await expect(text('{{later}}')).rejects.toThrow(
      "The template helper 'later' declares Later, which takes time to make, and templates do not wait. Declare it in the handler",
    );
  });

  it('gets what the handler has declared already', async () => {
    expect(await text('{{later}}', '/for-later')).toBe('Ann');
  });

  it('gets what a context processor has declared already', async () => {
    @Controller()
    class Processor {
      @ContextProcessor()
      values(_later: Later) {
        return {};
      }
    }
    expect(await text('{{later}}', '/page', { controllers: [Processor] })).toBe('Ann');
  });

  it('may have its types listed by hand', async () => {
    expect(await text('{{byHand "x"}}')).toBe('x 2');
  });

  it('gets Handlebars options when nothing is injected', async () => {
    @Controller()
    class Plain {
      @TemplateHelper()
      price(cents: number, { hash }: { hash: { currency?: string } }) {
        return `${cents / 100} ${hash.currency}`;
      }
    }
    expect(await text('{{price 150 currency="€"}}', '/page', { controllers: [Plain] })).toBe('1.5 €');
  });

  describe('in app.render()', () => {
    async function mail(source: string): Promise<string> {
      const app = appWith(source);
      await app.ready();
      return app.render('page');
    }

    it('gets services', async () => {
      expect(await mail('{{euro 1.5}}')).toBe('3.00');
    });

    it('is an error that names it when it declares a Request', async () => {
      await expect(mail('{{link "Here"}}')).rejects.toThrow("The template helper 'link' needs a request");
    });
  });

  it('is warned of for a Request that was imported as a type, which leaves an argument', () => {
    @Controller()
    class Wrong {
      @TemplateHelper({ inject: [Number, Object] } as never)
      link(_id: number, request: unknown) {
        return String(request);
      }
    }
    const [warning] = warningsOf({ controllers: [Wrong] });
    expect(warning).toContain('Wrong.link: parameter 2 (request): its type reached JavaScript as Object, ');
    expect(warning).toContain("so that it is an argument of the template's. Write import { Request } from 'phial', ");
  });

  describe('is a finding', () => {
    it('for an argument behind what is injected', () => {
      @Controller()
      class Wrong {
        @TemplateHelper()
        stars(_request: Request, _count: number) {
          return '';
        }
      }
      const [finding] = findingsOf({ controllers: [Wrong] });
      expect(finding).toBe(
        "Wrong.stars: parameter 2 (_count): a number is the template's, and it stands behind what is injected. Put what the template gives first: stars(count: number, request: Request).",
      );
    });

    it('for a class behind it that nobody provides', () => {
      class Note {}

      @Controller()
      class Wrong {
        @TemplateHelper()
        show(_request: Request, _note: Note) {
          return '';
        }
      }
      expect(findingsOf({ controllers: [Wrong] })[0]).toContain(
        'Wrong.show: parameter 2 (_note): nobody provides Note',
      );
    });

    it('for a Session without a secret key', () => {
      @Controller()
      class Wrong {
        @TemplateHelper()
        visitor(_session: Session) {
          return '';
        }
      }
      expect(findingsOf({ controllers: [Wrong] })[0]).toContain('Wrong.visitor: it declares a Session');
    });

    it('for nothing of what the template gives', () => {
      class Note {}

      @Controller()
      class Right {
        @TemplateHelper()
        show(_note: Note, _list: string[], _day: Date, _options: object) {
          return '';
        }
      }
      expect(findingsOf({ controllers: [Right] })).toEqual([]);
    });
  });
});
