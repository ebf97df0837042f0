import { join } from 'node:path';

import {
  Abort,
  Command,
  ContextProcessor,
  Controller,
  ErrorHandler,
  Get,
  render,
  TemplateHelper,
  type AppOptions,
  type Blueprint,
} from 'phial';

import { quietApp } from '../support/quiet-app.js';

class Title {
  constructor(readonly text: string) {}
}

@Controller()
class Pages {
  @Get('/')
  index() {
    return render('titles');
  }

  @TemplateHelper()
  helped(title: Title) {
    return title.text;
  }

  @ContextProcessor()
  values(title: Title) {
    return { named: title.text };
  }
}

@Controller()
class Bare {
  @Get('/')
  index() {
    return render('titles');
  }
}

class Own {
  @TemplateHelper()
  helped() {
    return 'app';
  }

  @ContextProcessor()
  values() {
    return { named: 'app' };
  }

  @ErrorHandler(Abort, { scope: 'app' })
  missing() {
    return render('titles');
  }
}

/** An extension that is made with options of its own. */
function titled(name: string, more: Partial<Blueprint> = {}): Blueprint {
  return { name, prefix: `/${name}`, controllers: [Pages], services: [new Title(name)], ...more };
}

/** What the helper and the context processor give to the page at a path. */
async function seenAt(path: string, options: AppOptions): Promise<string> {
  const root = join(import.meta.dirname, '../fixtures/titles');
  return (
    await quietApp(options.controllers, { root, ...options })
      .testClient()
      .get(path)
  ).text.trim();
}

describe('Template helpers and context processors of one name', () => {
  const twice = { blueprints: [titled('one'), titled('two')] };

  it.each(['one', 'two'])("are the request's blueprint's: %s", async (name) => {
    expect(await seenAt(`/${name}/`, twice)).toBe(`${name} ${name}`);
  });

  it.each([
    ['/one/', 'one one'],
    ['/one/inner/', 'inner inner'],
    ['/one/bare/', 'one one'],
    ['/bare/', 'app app'],
    ['/', 'app app'],
  ])('are those of the nearest blueprint, or of the app: %s', async (path, seen) => {
    const bare = { name: 'bare', prefix: '/bare', controllers: [Bare] };
    const blueprints = [titled('one', { blueprints: [titled('inner'), bare] }), bare];
    expect(await seenAt(path, { blueprints, controllers: [Bare, Own] })).toBe(seen);
  });

  describe('of a service that two blueprints share', () => {
    let asked = 0;
    class Shared {
      @TemplateHelper()
      helped() {
        return 'shared';
      }

      @ContextProcessor()
      values() {
        asked += 1;
        return { named: 'shared' };
      }

      @Command('wipe', 'Wipes')
      wipe() {
        return 'wiped';
      }
    }
    const one = { name: 'one', prefix: '/one', controllers: [Bare], services: [new Shared()] };
    const both = { controllers: [Bare, Own], blueprints: [one, { ...one, name: 'two', prefix: '/two' }] };

    it.each([
      ['/one/', 'shared shared'],
      ['/two/', 'shared shared'],
      ['/', 'app app'],
    ])('are those of both, and no others, and are asked once: %s', async (path, seen) => {
      asked = 0;
      expect(await seenAt(path, both)).toBe(seen);
      expect(asked).toBe(1);
    });

    it('have their commands under both names', async () => {
      const app = quietApp([], both);
      expect(await app.runCommand(['one:wipe'])).toMatchObject({ exitCode: 0 });
      expect(await app.runCommand(['two:wipe'])).toMatchObject({ output: 'wiped\n' });
    });
  });

  it('are so for unknown paths below its prefix', async () => {
    expect(await seenAt('/two/nowhere', { ...twice, controllers: [Own] })).toBe('two two');
    expect(await seenAt('/nowhere', { ...twice, controllers: [Own] })).toBe('app app');
  });

  it('may be a function of the options, which is of the app', async () => {
    const templates = { helpers: { helped: () => 'a function' } };
    expect(await seenAt('/', { ...twice, templates, controllers: [Bare] })).toMatch(/^a function /);
    expect(await seenAt('/two/', { ...twice, templates, controllers: [Bare] })).toBe('two two');
  });

  it("are the first blueprint's where no request says which", async () => {
    const root = join(import.meta.dirname, '../fixtures/titles');
    const app = quietApp([], { root, ...twice });
    await app.ready();
    expect(app.render('titles').trim()).toBe('one');
  });
});
