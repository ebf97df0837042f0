import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import {
  Abort,
  BeforeRequest,
  ContextProcessor,
  Controller,
  createApp,
  ErrorHandler,
  FromRequest,
  OnStart,
  redirect,
  render,
  Request,
  Route,
  sendFile,
  type App,
  type AppOptions,
} from 'phial';

import { loggedBy } from '../support/log-of.js';

describe('A name in the source of a class', () => {
  let root: string;

  /** What is warned of when an app is readied, with `<root>` for its folder. */
  async function warnings(options: AppOptions): Promise<string[]> {
    const { logger, entries } = loggedBy();
    await createApp({ root, ...options, fastify: { logger } }).ready();
    return entries.map(({ msg }) => msg.replaceAll(root, '<root>'));
  }

  function write(name: string, text = 'Hello'): void {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'phial-names-'));
    write('templates/notes/index.hbs');
    write('static/app.css');
    write('reports/2026.pdf');
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is warned of when it makes a URL without a variable of the path', async () => {
    @Controller('/:lang/notes')
    class Notes {
      @Route('/:id')
      show(lang: string, id: number) {
        return { lang, id };
      }

      @Route('/')
      index(request: Request) {
        const id = 1;
        const key = 'id';
        const values = { id };
        return [
          request.urlFor('.show'),
          request.urlFor('notes.show', { page: 2 }),
          request.urlFor('.show', { id }),
          request.urlFor('.show', values),
          request.urlFor('.show', { ...values }),
          request.urlFor('.show', { [key]: 2 }),
          request.urlFor('.index'),
        ];
      }
    }
    write('templates/all.hbs', "{{urlFor 'notes.show' page=1}}{{urlFor '.show' id=1}}");
    expect(await warnings({ controllers: [Notes] })).toEqual([
      "Notes.index: its urlFor('.show') has no value for 'id', a variable of /:lang/notes/:id. Give it one: urlFor('.show', { id: ... }), in a template {{urlFor '.show' id=...}}. (PH613)",
      expect.stringMatching(/^Notes\.index: its urlFor\('notes\.show'\) has no value for 'id'/),
      expect.stringMatching(/all\.hbs:1: its urlFor\('notes\.show'\) has no value for 'id'/),
    ]);
  });

  it('is warned of when it names no template, whichever method has it', async () => {
    class Notes {
      @Route('/')
      index() {
        return render('notes/indx');
      }

      page() {
        return this.#page();
      }

      #page() {
        return render(`notes`);
      }
    }
    expect(await warnings({ controllers: [Notes] })).toEqual([
      "Notes.index: there is no template 'notes/indx' in <root>/templates. Correct its name, or make notes/indx.hbs there. Did you mean 'notes/index'? (PH604)",
      "Notes.#page: there is no template 'notes' in <root>/templates. Correct its name, or make notes.hbs there. (PH604)",
    ]);
  });

  it('is warned of when its template has the extension of another language, or no folder', async () => {
    class Notes {
      @Route('/')
      index() {
        return render('index');
      }
    }
    write('templates/index.html');
    expect(await warnings({ controllers: [Notes] })).toEqual([
      "Notes.index: there is no template 'index' in <root>/templates. index.html is there: rename it to index.hbs. (PH604)",
    ]);
    expect(await warnings({ controllers: [Notes], templates: [] })).toEqual([
      "Notes.index: there is no template 'index', since templates has no folder. Name one: { templates: 'views' }. (PH604)",
    ]);
  });

  it('is warned of when it names no endpoint', async () => {
    class Notes {
      constructor(readonly app: App) {}

      @Route('/')
      index(request: Request) {
        return [request.urlFor('.sho'), request.urlFor('notes.index'), this.app.urlFor('note.index')];
      }

      @Route('/:id')
      show(id: number, request: Request) {
        return request.urlFor('.show', { id });
      }
    }
    Object.assign(Notes, { inject: [createApp().constructor] });
    expect(await warnings({ controllers: [Notes] })).toEqual([
      "Notes.index: there is no endpoint '.sho' of notes. Correct its name: phial routes lists all endpoints. Did you mean '.show'? (PH605)",
      "Notes.index: there is no endpoint 'note.index'. Correct its name: phial routes lists all endpoints. Did you mean 'notes.index'? (PH605)",
    ]);
  });

  it('is that of a blueprint, or of its class without Controller', async () => {
    @Controller('', { name: 'notes' })
    class NotesController {
      @Route('/')
      index(request: Request) {
        return [request.urlFor('notes.index'), request.urlFor('NotesController.index')];
      }
    }
    expect(await warnings({ blueprints: [{ name: 'shop', controllers: [NotesController] }] })).toEqual([
      expect.stringContaining(
        "'notes.index'. Correct its name: phial routes lists all endpoints. Did you mean 'shop.notes.index'?",
      ),
      expect.stringContaining(
        "'NotesController.index'. Correct its name: phial routes lists all endpoints. Did you mean 'shop.notes.index'?",
      ),
    ]);
  });

  it('is warned of where redirect() is given one', async () => {
    class Notes {
      @Route('/')
      index() {
        return redirect('notes.show');
      }

      @Route('/show')
      show() {
        return redirect('/notes.show');
      }
    }
    expect(await warnings({ controllers: [Notes] })).toEqual([
      "Notes.index: redirect('notes.show') leads to a path of that text, and not to the endpoint. Write redirect(request.urlFor('notes.show')). (PH609)",
    ]);
  });

  it('is warned of whatever the request is called', async () => {
    class Notes {
      @Route('/')
      index(r: Request) {
        return [r.urlFor('.sho'), r.urlFor('.index')];
      }
    }
    expect(await warnings({ controllers: [Notes] })).toEqual([
      "Notes.index: there is no endpoint '.sho' of notes. Correct its name: phial routes lists all endpoints. (PH605)",
    ]);
  });

  it('is warned of when it names no file', async () => {
    class Notes {
      @Route('/')
      index(request: Request) {
        return [
          request.urlFor('static', { filename: 'app.cs' }),
          request.urlFor('static', { filename: 'app.css', v: '1' }),
        ];
      }

      @Route('/report')
      report() {
        return sendFile('reports/2025.pdf', { download: true });
      }

      @Route('/other')
      other() {
        return sendFile('2027.pdf', { folder: 'reports' });
      }
    }
    expect(await warnings({ controllers: [Notes] })).toEqual([
      "Notes.index: there is no file 'app.cs' in <root>/static. Correct its name, or put it there. Did you mean 'app.css'? (PH606)",
      "Notes.report: there is no file 'reports/2025.pdf' in <root>. Correct its name, or put it there. Did you mean 'reports/2026.pdf'? (PH606)",
      "Notes.other: there is no file '2027.pdf' in <root>/reports. Correct its name, or put it there. Did you mean '2026.pdf'? (PH606)",
    ]);
  });

  it('of a static file may begin with a slash, as in urlFor()', async () => {
    class Notes {
      @Route('/')
      index(request: Request) {
        return request.urlFor('static', { filename: '/app.css' });
      }
    }
    expect(await warnings({ controllers: [Notes] })).toEqual([]);
  });

  it('is refused for what it leads to, and is never suggested as it was written', async () => {
    mkdirSync(join(root, 'public'));
    writeFileSync(join(root, 'package.json'), '{}');
    writeFileSync(join(root, 'public', '.env'), '');
    symlinkSync(join(root, 'package.json'), join(root, 'public', 'link.json'));

    class Files {
      @Route('/above')
      above() {
        return sendFile('../package.json', { folder: 'public' });
      }

      @Route('/around')
      around() {
        return sendFile('public/../notes.json');
      }

      @Route('/dot')
      dot() {
        return sendFile('.env', { folder: 'public' });
      }

      @Route('/link')
      link() {
        return sendFile('link.json', { folder: 'public' });
      }

      @Route('/outside')
      outside() {
        return sendFile('/etc/hostname');
      }

      @Route('/none')
      none() {
        return sendFile('.emv', { folder: 'public' });
      }
    }
    expect(await warnings({ controllers: [Files] })).toEqual([
      "Files.above: '../package.json' has a part '..', which is refused. Name the file's folder: sendFile('package.json', { folder: '<root>' }). (PH606)",
      "Files.around: 'public/../notes.json' has a part '..', which is refused. Write 'notes.json'. (PH606)",
      "Files.dot: '.env' in <root>/public begins with a dot, and such files are not sent. Rename it. (PH606)",
      "Files.link: 'link.json' in <root>/public is a link that leads outside, or no file. Name the folder that it leads to. (PH606)",
      "Files.outside: '/etc/hostname' lies outside of <root>. Name the file's folder: sendFile('hostname', { folder: '/etc' }). (PH606)",
      "Files.none: there is no file '.emv' in <root>/public. Correct its name, or put it there. (PH606)",
    ]);
  });

  it('is looked at in base classes, services and what factories make, once each', async () => {
    class Pages {
      about() {
        return render('about');
      }
    }

    class Store {
      @OnStart()
      start() {}

      page() {
        return render('store');
      }
    }

    class User {
      @FromRequest()
      static load(request: Request) {
        return request.args.has('x') ? new User() : render('user');
      }
    }

    @Controller('/notes')
    class Notes extends Pages {
      @Route('/')
      index(user: User) {
        return user;
      }
    }

    @Controller('/tasks')
    class Tasks extends Pages {
      @Route('/')
      index(user: User) {
        return user;
      }
    }
    const told = await warnings({ controllers: [Notes, Tasks], services: [new Store()] });
    expect(told.map((text) => text.slice(0, text.indexOf(':'))).sort()).toEqual([
      'Pages.about',
      'Store.page',
      'User.load',
    ]);
  });

  it('is not one in a comment or a string, of another object, of a function of its own, or made at run time', async () => {
    const mailer = { render: (name: string) => name, urlFor: (name: string) => name };

    class Notes {
      @Route('/')
      index(request: Request) {
        // render('in/a/comment'), request.urlFor('in.a.comment')
        const text = "render('in/a/string'), sendFile('in/a/string')";
        const last = request.args.get('last', 'x');
        const other = [mailer.render('mail'), mailer.urlFor('mail'), text].join();
        return other === last ? render(`notes/${last}`) : render('notes/' + last);
      }

      @Route('/own')
      own() {
        const render = (name: string): string => name;
        return render('own');
      }

      @Route('/mustache')
      mustache() {
        return render('Hello, {{name}}');
      }

      @Route('/report')
      report(request: Request) {
        const write = (name: string): void => void name;
        write('reports/today.pdf');
        return request.path === '/' ? sendFile('reports/today.pdf') : sendFile('2026.pdf', { folder: request.path });
      }
    }
    expect(await warnings({ controllers: [Notes] })).toEqual([]);
  });

  it('may be that of a file that is written later: in a new folder, or by a service', async () => {
    class Reports {
      readonly path = 'reports/today.pdf';

      make() {
        writeFileSync(this.path, '');
      }
    }
    class Notes {
      @Route('/')
      index() {
        return sendFile('reports/today.pdf');
      }

      @Route('/export')
      export() {
        return sendFile('exports/notes.csv');
      }
    }
    expect(await warnings({ controllers: [Notes], services: [new Reports()] })).toEqual([]);
    // Where nothing writes a file, there will be none.
    expect(await warnings({ controllers: [Notes] })).toEqual([
      expect.stringContaining("there is no file 'reports/today.pdf'"),
      expect.stringContaining("there is no file 'exports/notes.csv'"),
    ]);
  });

  it('may be that of any controller where a method runs for all of them', async () => {
    @Controller('/notes')
    class Notes {
      @Route('/')
      index() {
        return 'Notes';
      }

      @Route('/:id')
      show(id: number) {
        return { id };
      }
    }

    class Hooks {
      @BeforeRequest({ scope: 'app' })
      check(request: Request) {
        request.state['url'] = request.urlFor('.static', { filename: 'app.css' });
      }

      @ContextProcessor()
      values(request: Request) {
        return { list: request.urlFor('.index'), lost: request.urlFor('.lost') };
      }
    }
    expect(await warnings({ controllers: [Notes, Hooks] })).toEqual([
      "Hooks.values: there is no endpoint '.lost' of any controller. Correct its name: phial routes lists all endpoints. (PH605)",
    ]);
  });

  it("is the request's controller's, and not its own, in a hook or an error handler of all requests", async () => {
    @Controller('/notes')
    class Notes {
      @Route('/')
      index() {
        return 'Notes';
      }

      @ErrorHandler(404, { scope: 'app' })
      missing(_error: Abort, request: Request) {
        return request.urlFor('.index');
      }

      @BeforeRequest({ scope: 'app' })
      check(request: Request) {
        request.state['url'] = request.urlFor('.users');
      }
    }

    @Controller('/admin')
    class Admin {
      @Route('/users')
      users() {
        return 'Users';
      }
    }
    const cause = "means the request's controller, and it runs for requests of others, or of none";
    expect(await warnings({ controllers: [Notes, Admin] })).toEqual([
      `Notes.missing: '.index' ${cause}. Write 'notes.index'. (PH605)`,
      `Notes.check: '.users' ${cause}. Write 'admin.users'. (PH605)`,
    ]);
  });

  it('is that of a blueprint, in a hook of all its requests, where one of its controllers has none of the name', async () => {
    @Controller('/notes')
    class Notes {
      @Route('/')
      index() {
        return 'Notes';
      }

      @BeforeRequest({ scope: 'blueprint' })
      check(request: Request) {
        request.state['url'] = request.urlFor('.index');
      }
    }

    @Controller()
    class Start {
      @Route('/')
      start() {
        return 'Start';
      }
    }
    expect(await warnings({ blueprints: [{ name: 'shop', prefix: '/shop', controllers: [Notes, Start] }] })).toEqual([
      "Notes.check: '.index' means the request's controller, and it runs for requests of others, or of none. Write 'shop.notes.index'. (PH605)",
    ]);
  });

  it('may be of the request, where every controller has it, in what does not see unknown paths', async () => {
    class Pages {
      @Route('/')
      index() {
        return 'Index';
      }

      @ErrorHandler(RangeError, { scope: 'app' })
      tooFar(_error: RangeError, request: Request) {
        return request.urlFor('.index');
      }

      @ErrorHandler(404, { scope: 'app' })
      missing(_error: Abort, request: Request) {
        return request.urlFor('.index');
      }
    }
    expect(await warnings({ controllers: [Pages] })).toEqual([
      "Pages.missing: '.index' means the request's controller, and it runs for requests of others, or of none. Write 'pages.index'. (PH605)",
    ]);
  });
});
