import {
  Abort,
  abort,
  BeforeRequest,
  ContextProcessor,
  ErrorHandler,
  Get,
  makeResponse,
  Post,
  redirect,
  render,
  Request,
  TemplateHelper,
  verifyPassword,
} from 'phial';

import { warningsOf } from '../support/warnings-of.js';

/** The numbers of the methods that are warned of. */
function numbered(controller: object): string[] {
  return warningsOf({ controllers: [controller] }).map((text) =>
    /^(\S+):.*\((PH\d+)\)$/.exec(text)!.slice(1).join(' '),
  );
}

declare function save(text: string): Promise<void>;

class Explained {
  constructor(readonly error: unknown) {}
}

describe('A status in an object', () => {
  it('is warned of where it is not the status that is sent', () => {
    class NotFound extends Error {}
    class Notes {
      @Get('/')
      index(request: Request) {
        return request.args.has('full') ? { status: 409, message: 'There is no room.' } : { status: 'open', id: 1 };
      }

      @Get('/made')
      made() {
        return { statusCode: 201, headers: { etag: '"1"' }, body: 'made' };
      }

      @ErrorHandler(NotFound)
      missing() {
        return { status: 404, error: 'There is no such note.' };
      }
    }
    expect(warningsOf({ controllers: [Notes] }).filter((one) => one.includes('PH705'))).toEqual([
      'Notes.index: it returns an object with the status 409 in it, which is sent as JSON, with status 200. Write return makeResponse(body, 409) or abort(409, message). (PH705)',
      'Notes.made: it returns an object with the status 201 in it, which is sent as JSON, with status 200. Write return makeResponse(body, 201, headers). (PH705)',
      'Notes.missing: it returns an object with the status 404 in it, which is sent as JSON, with status 500. Write return makeResponse(body, 404) or abort(404, message). (PH705)',
    ]);
  });

  it('is no mistake where it is sent so, or may be data', () => {
    class Notes {
      @Get('/')
      index() {
        return [{ status: 404, message: 'of a log' }];
      }

      @Get('/envelope')
      envelope() {
        return { status: 200, message: 'ok', data: [] };
      }

      @Get('/build')
      build() {
        return { status: 404, url: 'https://other.example', message: 'as it was seen' };
      }

      @Post('/', { openapi: { status: 201 } })
      create() {
        return { status: 201, message: 'made' };
      }

      @ErrorHandler(404, { scope: 'app' })
      missing() {
        return { status: 404, message: 'There is no such note.' };
      }

      @ErrorHandler(Abort)
      failed() {
        return { status: 409, message: 'There is no room.' };
      }

      @ContextProcessor()
      site() {
        return { status: 404, message: 'of the page' };
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([]);
  });
});

describe('A status in a list', () => {
  it('is warned of, with what to write', () => {
    class Notes {
      @Get('/')
      index() {
        return ['nothing here', 404];
      }

      @Post('/')
      create(request: Request) {
        const headers = { 'X-Seen': '1' };
        return [{ path: request.path }, 201, headers];
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      'Notes.index: it returns a list with the status 404 in it, which is sent as JSON, with status 200. Write return makeResponse(body, 404) or abort(404, message). (PH705)',
      'Notes.create: it returns a list with the status 201 in it, which is sent as JSON, with status 200. Write return makeResponse(body, 201, headers). (PH705)',
    ]);
  });

  it('is warned of behind a comma, on one of several ways, and in hooks', () => {
    class Notes {
      @BeforeRequest()
      check(request: Request): unknown {
        return request.args.has('key') ? undefined : ['no', 401];
      }

      @Get('/')
      index() {
        // eslint-disable-next-line no-sequences, @typescript-eslint/no-unused-expressions -- the mistake
        return (render('missing'), 404);
      }
    }
    expect(numbered(Notes)).toEqual(['Notes.check PH705', 'Notes.index PH705']);
  });

  it('is not an amount beside a text, unless that is a page', () => {
    class Weather {
      @Get('/city')
      city() {
        return ['Berlin', 300];
      }

      @Get('/limit')
      limit(request: Request) {
        return [request.path, 500];
      }

      @Get('/page')
      page() {
        return ['<p>Gone wrong', 500];
      }

      @Get('/written/:name')
      written(name: string) {
        return [`<p>${name}`, 400];
      }

      @Get('/made')
      made() {
        return [{ id: 1 }, 200];
      }
    }
    expect(numbered(Weather)).toEqual(['Weather.page PH705', 'Weather.written PH705', 'Weather.made PH705']);
  });

  it('is not a number of data', () => {
    class Notes {
      @Get('/numbers')
      numbers() {
        return [100, 404];
      }

      @Get('/more')
      more(request: Request) {
        return [request.path, 200, 300, 'a'];
      }

      @Get('/sizes')
      sizes() {
        const sizes = [['small', 200]].map((one) => {
          return [one, 400];
        });
        return { sizes, made: makeResponse('text', 404).status };
      }
    }
    expect(numbered(Notes)).toEqual([]);
  });
});

describe('An Abort that a catch takes', () => {
  it('is warned of, with what to write', () => {
    class Notes {
      @Get('/')
      index(request: Request) {
        try {
          if (!request.args.has('id')) abort(404);
          return 'found';
        } catch {
          return 'something is wrong';
        }
      }

      @Post('/')
      async create(request: Request) {
        try {
          await save(request.data);
          return redirect('/');
        } catch (error) {
          request.log.warn({ err: error }, 'not saved');
          return render('form', { message: (error as Error).message });
        }
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      'Notes.index: it calls abort() in a try, whose catch takes what that throws, so that the request goes on. Move abort() out of the try, or begin the catch with: if (error instanceof Abort) throw error; (PH708)',
      'Notes.create: it calls redirect() in a try, whose catch takes what that throws, so that the request goes on. Move redirect() out of the try, or begin the catch with: if (error instanceof Redirect) throw error; (PH708)',
    ]);
  });

  it('is not one of another name, nor one whose error the catch looks at in some other way', () => {
    class Notes {
      @Get('/taken-apart')
      apart() {
        try {
          return abort(404);
          // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is caught has no other type
        } catch ({ status }: any) {
          return String(status);
        }
      }

      @Get('/in-data')
      inData() {
        try {
          return abort(404);
        } catch (error) {
          return this.shown([{ error }]);
        }
      }

      @Get('/given')
      given() {
        try {
          return abort(404);
        } catch (error) {
          return new Explained(error);
        }
      }

      @Get('/asked')
      asked() {
        try {
          return abort(404);
        } catch (error) {
          return 'status' in (error as object) ? 'gone' : 'failed';
        }
      }

      @Get('/own')
      own() {
        const abort = () => 'aborted';
        try {
          return abort();
        } catch {
          return 'failed';
        }
      }

      shown(list: unknown[]) {
        return list.length;
      }
    }
    expect(numbered(Notes)).toEqual([]);
  });

  it('is one whose error gives its text alone', () => {
    class Notes {
      @Get('/text')
      text() {
        try {
          return abort(404);
        } catch (error) {
          console.error('It failed', { error });
          return { error: `failed: ${error}` };
        }
      }

      @Get('/message')
      message() {
        try {
          return abort(404);
          // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is caught has no other type
        } catch ({ message }: any) {
          return String(message);
        }
      }
    }
    expect(numbered(Notes)).toEqual(['Notes.text PH708', 'Notes.message PH708']);
  });

  it('is not one that the catch throws again, asks for, or hands on', () => {
    class Notes {
      @Get('/again')
      again() {
        try {
          return abort(404);
        } catch (error) {
          throw new Error('again', { cause: error });
        }
      }

      @Get('/asked')
      asked() {
        try {
          return abort(404);
        } catch (error) {
          return error instanceof Abort ? 'gone' : 'failed';
        }
      }

      @Get('/handed')
      handed() {
        try {
          return abort(404);
        } catch (error) {
          return this.explain(error);
        }
      }

      @Get('/behind')
      async behind() {
        try {
          await save('text');
        } catch {
          abort(503);
        }
        try {
          return await save('more');
        } finally {
          await save('most');
        }
      }

      explain(error: unknown) {
        return String(error);
      }
    }
    expect(numbered(Notes)).toEqual([]);
  });
});

/* eslint-disable @typescript-eslint/no-floating-promises -- the mistake that is told, where no linter looks */
describe('A guard that nobody waits for', () => {
  it('is warned of where it may refuse the request', () => {
    class Guarded {
      async guard(request: Request): Promise<void> {
        if (!(await verifyPassword(String(request.authorization?.password), ''))) abort(401);
      }
    }

    class Notes extends Guarded {
      @Get('/')
      index(request: Request) {
        void request;
        this.guard(request);
        return 'Secret';
      }

      @BeforeRequest()
      async check(request: Request) {
        if (request.path !== '/login') this.guard(request);
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      'Notes.index: it calls this.guard(), which may refuse the request, and goes on without waiting for it. Write await this.guard(...). (PH709)',
      'Notes.check: it calls this.guard(), which may refuse the request, and goes on without waiting for it. Write await this.guard(...). (PH709)',
    ]);
  });

  it('is none that is waited for, handed on or left alone on purpose, and no other method', () => {
    class Notes {
      @Get('/')
      async index(request: Request) {
        await this.guard(request);
        void this.guard(request);
        this.guard(request).catch(() => undefined);
        this.count();
        this.refuse(request);
        return this.guard(request);
      }

      async guard(request: Request): Promise<void> {
        if (!(await verifyPassword(request.path, ''))) abort(401);
      }

      async count(): Promise<void> {
        await save('one more');
      }

      refuse(request: Request): void {
        if (request.path === '') abort(400);
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([]);
  });
});
/* eslint-enable @typescript-eslint/no-floating-promises */

describe('The methods that handlers call', () => {
  it('are looked at as well, in controllers and services, also in base classes', () => {
    class Base {
      async right(text: string) {
        return !verifyPassword(text, 'hash') ? 'out' : 'in';
      }
    }

    class Users extends Base {
      find(id: string) {
        try {
          if (id === '') throw new Abort(404);
          return id;
        } catch {
          return undefined;
        }
      }
    }

    class Login {
      readonly users = new Users();

      @Get('/')
      async index(request: Request) {
        return (await this.right(request.path)) ? 'in' : 'out';
      }

      async right(text: string) {
        return !verifyPassword(text, 'hash');
      }
    }
    expect(warningsOf({ controllers: [Login], services: [new Users()] })).toEqual([
      expect.stringMatching(/^Login\.right: it asks what verifyPassword\(\) gives .*PH704/),
      expect.stringMatching(/^Users\.find: it calls new Abort\(\) in a try, .*PH708/),
      expect.stringMatching(/^Users\.right: it asks what verifyPassword\(\) gives .*PH704/),
    ]);
  });
});

describe('A context processor or a helper', () => {
  it('is not warned of when it keeps what it is told', () => {
    class Pages {
      @Get('/')
      index() {
        return '';
      }

      @TemplateHelper()
      script(name: string, request: Request) {
        ((request.state as { scripts?: string[] }).scripts ??= []).push(name);
      }
    }
    expect(warningsOf({ controllers: [Pages] })).toEqual([]);
  });

  it('is warned of when it gives nothing, or nothing with a name', () => {
    class Pages {
      @Get('/')
      index() {
        return '';
      }

      @ContextProcessor()
      nothing({ path }: Request) {
        path.trim();
      }

      @ContextProcessor()
      text(request: Request) {
        return `Notes of ${request.host}`;
      }

      @TemplateHelper()
      shout(text: string) {
        text.toUpperCase();
      }
    }
    const named = "Return an object with the template's values by name: return { title }. (PH715)";
    expect(warningsOf({ controllers: [Pages] })).toEqual([
      `Pages.nothing: it has no return, so that templates get no values of it. ${named}`,
      `Pages.text: it returns what has no names for a template. ${named}`,
      'Pages.shout: it has no return, so that templates write nothing for it. Return the text, or html`...`. (PH715)',
    ]);
  });

  it('may give nothing sometimes, or on purpose', () => {
    class Pages {
      @Get('/')
      index() {
        return '';
      }

      @ContextProcessor()
      sometimes(request: Request) {
        if (request.isSecure) return { padlock: true };
        return undefined;
      }

      @TemplateHelper()
      say(text: string) {
        console.log(text);
      }
    }
    expect(warningsOf({ controllers: [Pages] })).toEqual([]);
  });
});
