import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { createApp, Get, render, type AppOptions, type Blueprint } from 'phial';

import { warningsOf } from '../support/warnings-of.js';

const folder = mkdtempSync(join(tmpdir(), 'phial-blueprint-templates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

write('package/templates/login/form.hbs', '{{#> base}}{{#*inline "content"}}the form{{/inline}}{{/base}}');
write('package/templates/login/done.hbs', 'done, {{> login/name}}');
write('package/templates/login/name.hbs', "the package's");
write('app/templates/base.hbs', '<main>{{> content}}</main>');
write('app/templates/login/name.hbs', "the app's");
write('more/page.hbs', 'of more');
write('more/base.hbs', 'never seen');
symlinkSync(join(folder, 'package'), join(folder, 'linked'));

class Account {
  @Get('/form')
  form() {
    return render('login/form');
  }

  @Get('/done')
  done() {
    return render('login/done');
  }
}

function login(where = 'package'): Blueprint {
  return { name: 'login', controllers: [Account], templates: join(folder, where, 'templates') };
}

function clientOf(options: AppOptions) {
  return createApp({ root: join(folder, 'app'), fastify: { logger: false }, ...options }).testClient();
}

describe('The templates of a blueprint', () => {
  it.each(['package', 'linked'])("use the app's layouts, from a folder outside of root: %s", async (where) => {
    expect((await clientOf({ blueprints: [login(where)] }).get('/form')).text).toBe('<main>the form</main>');
  });

  it("give way to the app's of the same name, also as partials", async () => {
    expect((await clientOf({ blueprints: [login()] }).get('/done')).text).toBe(
      'done, the app&#x27;s'.replace('&#x27;', "'"),
    );
    const alone = clientOf({ blueprints: [{ ...login(), controllers: [Account] }], root: folder, templates: 'more' });
    expect((await alone.get('/done')).text).toBe("done, the package's");
  });

  it('are read afresh in debug mode, and one that the app adds wins from then on', async () => {
    write('fresh/templates/base.hbs', '');
    const client = clientOf({ blueprints: [login()], debug: true, root: join(folder, 'fresh') });
    expect((await client.get('/done')).text).toBe("done, the package's");
    write('fresh/templates/login/done.hbs', 'replaced');
    expect((await client.get('/done')).text).toBe('replaced');
    rmSync(join(folder, 'fresh/templates/login/done.hbs'));
    expect((await client.get('/done')).text).toBe("done, the package's");
  });

  it('are warned of when two blueprints bring one of the same name', () => {
    write('other/templates/login/name.hbs', "the other's");
    const other: Blueprint = { name: 'other', templates: join(folder, 'other/templates') };
    expect(warningsOf({ blueprints: [login(), other], root: folder, templates: 'more' })).toEqual([
      expect.stringMatching(
        /^other: its template 'login\/name' is that of .+package\/templates, which comes first\. Keep it in a folder of the blueprint's name, templates\/other\/name\.hbs, or write a templates\/login\/name\.hbs of the app's own, which wins over both\. \(PH326\)$/,
      ),
    ]);
  });

  it("are not warned of when the app's own of that name wins over both", () => {
    write('other/templates/login/name.hbs', "the other's");
    const other: Blueprint = { name: 'other', templates: join(folder, 'other/templates') };
    expect(warningsOf({ blueprints: [login(), other], root: join(folder, 'app') })).toEqual([]);
  });
});

describe('Several folders of templates', () => {
  class Pages {
    @Get('/')
    index() {
      return render('page');
    }

    @Get('/base')
    base() {
      return render('base', { content: 'x' });
    }
  }

  it('are looked through in order', async () => {
    write('app/templates/content.hbs', 'content');
    const client = clientOf({ controllers: [Pages], root: folder, templates: ['app/templates', 'more'] });
    expect((await client.get('/')).text).toBe('of more');
    expect((await client.get('/base')).text).toBe('<main>content</main>');
  });

  it('are all named when one is not there, or has no such template', async () => {
    expect(() => clientOf({ root: folder, templates: ['more', 'nowhere'] })).toThrow('there is no folder');
    class Missing {
      @Get('/')
      index() {
        return render(String('nothing'));
      }
    }
    const app = createApp({
      controllers: [Missing],
      root: folder,
      templates: ['more', 'app/templates'],
      fastify: { logger: false },
    });
    const thrown = app.testClient({ throwErrors: true }).get('/');
    await expect(thrown).rejects.toThrow(/There is no template 'nothing' in .+more nor in .+app\/templates/);
  });
});
