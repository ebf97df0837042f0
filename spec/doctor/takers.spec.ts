import { BeforeRequest, FromRequest, Json, Post, Request, Route } from 'phial';
import { z } from 'zod';

import { warningsOf } from '../support/warnings-of.js';

type Any = Record<string, { name: string } | undefined>;
const any = (request: Request): Any => request as never;

describe('A user of the request', () => {
  class Notes {
    @Route('/')
    index(request: Request) {
      // @ts-expect-error as in JavaScript
      return { name: request.user?.name as string };
    }
  }

  it('is warned of where nothing sets it', () => {
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      'Notes.index: it reads request.user, which nothing sets. Write a class CurrentUser with @FromRequest(), and declare it as a parameter: user: CurrentUser. (PH725)',
    ]);
  });

  it('is none that a comment or a text speaks of', () => {
    class Own {
      @Route('/')
      index(request: Request) {
        // request.user is what others have
        return { path: request.path, help: 'Write request.user.' };
      }
    }
    expect(warningsOf({ controllers: [Own] })).toEqual([]);
  });

  it('may be set by a hook', () => {
    class Login {
      @BeforeRequest({ scope: 'app' })
      load(r: Request) {
        // @ts-expect-error as in JavaScript
        r.user = { name: 'Ada' };
      }
    }
    expect(warningsOf({ controllers: [Notes, Login] })).toEqual([]);
  });

  it('may be set by whom a hook hands the request on to', () => {
    class Login {
      @BeforeRequest({ scope: 'app' })
      load(r: Request) {
        any(r)['name'] = undefined;
      }
    }
    expect(warningsOf({ controllers: [Notes, Login] })).toEqual([]);
  });

  it('may be set by a factory', () => {
    class Member {
      @FromRequest()
      static load(request: Request) {
        Object.assign(request, { user: {} });
        return new Member();
      }
    }
    class Members {
      @Route('/members')
      index(member: Member) {
        return member;
      }
    }
    expect(warningsOf({ controllers: [Notes, Members] })).toEqual([]);
  });
});

describe('An object of input', () => {
  class NewNote extends Json(z.object({ title: z.string() })) {}
  class Note {
    constructor(readonly title: unknown) {}
  }

  it('is warned of where it is made by hand of what the client sent', () => {
    class Notes {
      @Post('/')
      create(request: Request) {
        return new NewNote(request.json as NewNote);
      }

      @Post('/again')
      again(note: NewNote) {
        return note;
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      'Notes.create: it makes new NewNote(request.json) by hand, and no schema looks at what the client sent. Declare it as a parameter, note: NewNote, or write await NewNote.validate(request). (PH724)',
    ]);
  });

  it('is warned of where a variable holds that', () => {
    class Notes {
      @Post('/')
      create(request: Request) {
        const body = request.json as NewNote;
        return new NewNote(body);
      }

      @Post('/again')
      again(note: NewNote) {
        return new NewNote(note);
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      expect.stringContaining('Notes.create: it makes new NewNote(request.json) by hand'),
    ]);
  });

  it('is not warned of where a comment or a text makes it', () => {
    class Notes {
      @Post('/')
      create(request: Request, note: NewNote) {
        // not new NewNote(request.json)
        return { path: request.path, title: note.title, help: 'Leave new NewNote(request.json) to Phial.' };
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([]);
  });

  it('is not warned of where the class is of another kind', () => {
    class Notes {
      @Post('/')
      create(request: Request) {
        return new Note(request.json);
      }

      @Post('/again')
      again(note: NewNote) {
        return new NewNote({ title: note.title });
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([]);
  });

  it('is not made of a dictionary', () => {
    expect(() => new NewNote(new Map() as never)).toThrow('Declare NewNote as a parameter of the handler');
  });
});
