import {
  abort,
  AfterRequest,
  BeforeRequest,
  Command,
  ErrorHandler,
  FromRequest,
  Get,
  Json,
  Options,
  Post,
  Query,
  Request,
  Response,
  Route,
  Session,
  TemplateHelper,
  type AppOptions,
} from 'phial';
import { z } from 'zod';

import { findingsOf } from '../support/findings-of.js';
import { warningsOf } from '../support/warnings-of.js';

class CurrentUser {
  @FromRequest()
  static load(_request: Request) {
    return new this();
  }
}

class Admin extends CurrentUser {
  @FromRequest()
  static override load(_request: Request): Admin {
    abort(403);
  }
}

class NewNote extends Json(z.object({ text: z.string() })) {}
class Strict extends Json(z.object({ text: z.string().max(3) })) {}

class Pages {
  @BeforeRequest()
  guard(_user: CurrentUser): unknown {
    return undefined;
  }

  @Get('/')
  index(user: CurrentUser) {
    return user.constructor.name;
  }
}

/** Both: what keeps the app from starting, and what it is warned of. */
function toldOf(...controllers: object[]): string[] {
  return toldOfApp({ controllers });
}

function toldOfApp(options: AppOptions): string[] {
  const found = findingsOf(options);
  return found.length > 0 ? found : warningsOf(options);
}

describe('An override without a decorator', () => {
  it('is found, too, where the stricter class inherits its factory, and nothing else speaks of it', () => {
    class Editor extends CurrentUser {}
    class EditorPages extends Pages {
      override index(editor: Editor) {
        return editor.constructor.name;
      }
    }
    expect(findingsOf({ controllers: [EditorPages] })).toEqual([
      expect.stringMatching(
        /^EditorPages\.index: parameter 1 \(editor\): it overrides Pages\.index without a decorator/,
      ),
    ]);
  });

  it('is found where its parameter has another name: it may declare a stricter class', () => {
    class AdminPages extends Pages {
      override guard(_admin: Admin): unknown {
        return undefined;
      }

      override index(admin: Admin) {
        return admin.constructor.name;
      }
    }
    expect(findingsOf({ controllers: [AdminPages] })).toEqual([
      'AdminPages.guard: parameter 1 (_admin): it overrides Pages.guard without a decorator, so that it is called with its types (CurrentUser), whatever it declares. Repeat @BeforeRequest() on it.',
      "AdminPages.index: parameter 1 (admin): it overrides Pages.index without a decorator, so that it is called with its types (CurrentUser), whatever it declares. Repeat @Get('/') on it.",
    ]);
  });

  it('is warned of where the names are the same, but for an underscore', () => {
    class AdminPages extends Pages {
      override guard(user: Admin): unknown {
        return user;
      }
    }
    expect(warningsOf({ controllers: [AdminPages] })).toEqual([
      'AdminPages.guard: parameter 1 (user): it overrides Pages.guard without a decorator, so that it is called with its types (CurrentUser), whatever it declares. Repeat @BeforeRequest() on it. (PH124)',
    ]);
  });

  it('is warned of where a parameter has no name that tells: a pattern, or one letter, as in minified code', () => {
    class Destructured extends Pages {
      override index({ constructor }: Admin) {
        return constructor.name;
      }
    }
    class Minified extends Pages {
      override index(e: Admin) {
        return e.constructor.name;
      }
    }
    expect(warningsOf({ controllers: [Destructured] })).toEqual([
      expect.stringMatching(/^Destructured\.index: parameter 1: it overrides .* \(PH124\)$/),
    ]);
    expect(warningsOf({ controllers: [Minified] })).toEqual([
      expect.stringMatching(/^Minified\.index: parameter 1 \(e\): it overrides .* \(PH124\)$/),
    ]);
  });

  it('is warned of where it may declare another input class', () => {
    class Notes {
      @Post('/notes')
      @Route('/drafts', ['POST', 'PUT'])
      create(note: NewNote) {
        return note.text;
      }
    }
    class StrictNotes extends Notes {
      override create(strict: Strict) {
        return strict.text;
      }
    }
    expect(toldOf(StrictNotes)).toEqual([
      "StrictNotes.create: parameter 1 (strict): it overrides Notes.create without a decorator, so that it is called with its types (NewNote), whatever it declares. Repeat @Post('/notes') and @Route('/drafts', ['POST', 'PUT']) on it. (PH124)",
    ]);
  });

  it('is found in a template helper and a factory, and warned of in a command', () => {
    class Seeding extends Options(z.object({ much: z.boolean().default(false) })) {}
    class Base {
      @Get('/')
      index() {
        return 'Hello';
      }

      @Command('seed')
      seed(_options: Seeding) {}

      @TemplateHelper()
      shown(text: string, user: CurrentUser) {
        return `${text} ${user.constructor.name}`;
      }
    }
    class Below extends Base {
      override shown(line: string, admin: Admin) {
        return `${line} ${admin.constructor.name}`;
      }
    }
    expect(findingsOf({ controllers: [Below] })).toEqual([
      expect.stringMatching(
        /^Below\.shown: parameter 2 \(admin\): .* \(CurrentUser\), .* Repeat @TemplateHelper\(\) on it/,
      ),
    ]);
    class Seed extends Base {
      override seed(_much: Seeding) {}
    }
    expect(toldOf(Seed)).toEqual([
      expect.stringMatching(/^Seed\.seed: parameter 1 \(_much\): .* \(Seeding\), .* Repeat @Command\('seed'\) on it/),
    ]);

    class Team extends CurrentUser {
      @FromRequest()
      static of(_user: CurrentUser): Team {
        return new this();
      }
    }
    class AdminTeam extends Team {
      static override of(_admin: Admin): AdminTeam {
        return new this();
      }
    }
    class Teams {
      @Get('/')
      index(team: AdminTeam) {
        return team.constructor.name;
      }
    }
    expect(findingsOf({ controllers: [Teams] })).toEqual([
      'AdminTeam.of: parameter 1 (_admin): it overrides Team.of without a decorator, so that it is called with its types (CurrentUser), whatever it declares. Repeat @FromRequest() on it.',
    ]);
  });

  it('is found in the class that it stands in, once for all below that', () => {
    class AdminPages extends Pages {
      override index(admin: Admin) {
        return admin.constructor.name;
      }
    }
    class One extends AdminPages {}
    class Two extends AdminPages {}
    const found = findingsOf({ controllers: [One, Two] }).filter((one) => one.includes('overrides'));
    expect(found).toEqual([expect.stringMatching(/^AdminPages\.index: /)]);
  });

  it('may take fewer parameters, or all that there are as a rest', () => {
    class Quiet extends Pages {
      override guard(): unknown {
        return undefined;
      }

      override index(...given: [user: CurrentUser]) {
        return super.index(...given);
      }
    }
    expect(toldOf(Quiet)).toEqual([]);
  });

  it('may speak otherwise of the same class, and hand it on to what it overrides', () => {
    class Page extends Query(z.object({ page: z.coerce.number().default(1) })) {}
    class Missing extends Error {}
    class Base {
      @Get('/')
      index(user: CurrentUser, page: Page) {
        return [user.constructor.name, page.page];
      }

      @ErrorHandler(Missing)
      missing(error: Missing) {
        return error.message;
      }
    }
    class Below extends Base {
      override index(currentUser: CurrentUser, page: Page) {
        return super.index(currentUser, page);
      }

      override missing(thrown: Missing) {
        return thrown.message;
      }
    }
    expect(toldOf(Below)).toEqual([]);
  });

  it('may name what Phial itself makes as it likes', () => {
    class Store {}
    class Base {
      @Get('/:id')
      show(id: number, request: Request, session: Session, store: Store) {
        return [id, request.path, session, store];
      }

      @AfterRequest()
      sign(response: Response) {
        response.headers.set('x-by', 'Base');
      }

      @ErrorHandler(403)
      missing(error: Error) {
        return error.message;
      }
    }
    class Below extends Base {
      override show(number: number, asked: Request, kept: Session, stored: Store) {
        return [number, asked.path, kept, stored];
      }

      override sign(answer: Response) {
        super.sign(answer);
      }

      override missing(thrown: Error) {
        return thrown.message;
      }
    }
    expect(toldOfApp({ controllers: [Below], services: [new Store()], secretKey: 'k'.repeat(32) })).toEqual([]);
  });

  it('is called with its own types where another decorator had the compiler write them down', () => {
    const logged: MethodDecorator = () => {};
    class AdminPages extends Pages {
      @logged
      override index(admin: Admin) {
        return admin.constructor.name;
      }
    }
    expect(toldOf(AdminPages)).toEqual([]);
  });

  it('has its own types with a decorator', () => {
    class AdminPages extends Pages {
      @Get('/')
      override index(admin: Admin) {
        return admin.constructor.name;
      }
    }
    expect(toldOf(AdminPages)).toEqual([]);
  });
});
