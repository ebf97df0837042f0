import { AfterRequest, BeforeRequest, Get, Post, Request, Response, Session } from 'phial';

import { warningsOf } from '../support/warnings-of.js';

/** As JavaScript has it, where no compiler knows the members. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- JavaScript's
type Any = any;

const secretKey = 'a key of this spec alone, which is long enough';

describe('A member that a request does not have', () => {
  it('is warned of at the start, with what to write', () => {
    class Notes {
      @Get('/', { inject: [Request] })
      index(req: Any) {
        return [req.query.page, req.get('accept')];
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      `Notes.index: it asks for req.query, and a Request has no member 'query'. Write request.args, as in request.args.get("page"). (PH706)`,
      "Notes.index: it asks for req.get, and a Request has no member 'get'. Write request.headers.get(name). (PH706)",
    ]);
  });

  it('is warned of where it is taken out of the request', () => {
    class Notes {
      @Post('/', { inject: [Request] })
      create(request: Any) {
        const { body } = request;
        return body;
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      expect.stringContaining("Notes.create: it asks for request.body, and a Request has no member 'body'."),
    ]);
  });

  it('is warned of under a name that is no word, as headers have', () => {
    class Notes {
      @Get('/', { inject: [Request] })
      index(request: Any) {
        return request.headers['x-api-key'] === 'right' ? 'in' : 'out';
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      expect.stringContaining(
        "it asks for request.headers['x-api-key'], and a MultiDict has no member 'x-api-key'. Keys are no members: write request.headers.get('x-api-key').",
      ),
    ]);
  });

  it('is warned of when it is a value that is called', () => {
    class Notes {
      @Post('/', { inject: [Request] })
      async create(request: Any) {
        return (await request.json()) as object;
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      'Notes.create: it calls request.json(), which is a value, not a function. Write request.json. (PH706)',
    ]);
  });

  it("is warned of for a hook's response, and for keys of dictionaries and the session", () => {
    class Notes {
      @AfterRequest({ inject: [Response] })
      mark(response: Any) {
        response.header('X-Seen', '1');
        response.status(201);
      }

      @Get('/', { inject: [Request, Session] })
      index(request: Any, session: Any) {
        session.userId = request.args['page'];
        return [request.headers.host, session.theme];
      }
    }
    const told = warningsOf({ controllers: [Notes], secretKey });
    expect(told.map((text) => /(?:for|calls) (\S+?),? /.exec(text)?.[1])).toEqual([
      'response.header',
      'response.status()',
      'session.userId',
      'request.args.page',
      'request.headers.host',
      'session.theme',
    ]);
    expect(told[2]).toBe(
      "Notes.index: it asks for session.userId, and a Session has no member 'userId'. Keys are no members: write session.get('userId'), or session.set('userId', value). (PH706)",
    );
  });

  it("is not one of another object's, in a comment or a string, or one that a function within names itself", () => {
    class Notes {
      @BeforeRequest()
      check(request: Request, session: Session) {
        session.permanent = true;
        if (request.args.has('a')) session.set('new', session.isNew);
      }

      @Get('/')
      index(request: Request, session: Session) {
        // request.query
        const other = { request: { body: 'text' }, query: 'request.query' };
        const found = [{ body: 'a' }].map((request) => request.body);
        const { path, args } = request;
        const name = 'page';
        return [other.request.body, found, path, args.get(name), request.json, session.size, request.headers.keys()];
      }
    }
    expect(warningsOf({ controllers: [Notes], secretKey })).toEqual([]);
  });
});

describe('A dictionary that is taken for a plain object', () => {
  it('is warned of where its members are taken or counted', () => {
    class Notes {
      @Get('/')
      index(request: Request) {
        const all: object = { ...request.args };
        for (const key in request.cookies) Object.assign(all, request.form, { key });
        return [all, Object.keys(request.headers)];
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      'Notes.index: it spreads request.args, a MultiDict, whose keys are no members. Write request.args.toObject(). (PH707)',
      'Notes.index: it goes through the members of request.cookies, a MultiDict, whose keys are no members. Write request.cookies.keys(). (PH707)',
      'Notes.index: it gives Object.assign() request.form, a MultiDict, whose keys are no members. Write request.form.toObject(). (PH707)',
      'Notes.index: it gives Object.keys() request.headers, a MultiDict, whose keys are no members. Write request.headers.toObject(). (PH707)',
    ]);
  });

  it('is warned of where a key is looked for by in', () => {
    class Login {
      @Get('/')
      index(session: Session) {
        return { known: 'userId' in session };
      }
    }
    expect(warningsOf({ controllers: [Login], secretKey })).toEqual([
      'Login.index: it looks for a key among the members of session, a Session, whose keys are no members. Write session.has(key). (PH707)',
    ]);
  });

  it('is not one that is spread as pairs, or that says what it has', () => {
    class Notes {
      @Get('/')
      index(request: Request) {
        const pairs = [...request.args];
        for (const [key, value] of request.form) pairs.push([key, value]);
        return {
          ...request.args.toObject(),
          pairs,
          all: Object.fromEntries(request.headers),
          is: 'size' in request.args,
        };
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([]);
  });
});

describe('A flash message', () => {
  it('is warned of when its category stands before it', () => {
    class Notes {
      @Get('/')
      index(session: Session, request: Request) {
        session.flash('error', 'The name is taken.');
        request.session.flash('info', request.path);
        session.flash('The name is taken.', 'error');
        session.flash('error');
        session.flash('error', 'warning');
        return 'Sorry.';
      }
    }
    expect(warningsOf({ controllers: [Notes], secretKey })).toEqual([
      "Notes.index: it flashes the message 'error', of a category that looks like the message. The message comes first: session.flash(message, 'error'). (PH711)",
      "Notes.index: it flashes the message 'info', of a category that looks like the message. The message comes first: request.session.flash(message, 'info'). (PH711)",
    ]);
  });
});

describe('A method', () => {
  it('is warned of when it is taken out of what it is of', () => {
    class Notes {
      @Get('/')
      index(request: Request, session: Session) {
        const { get, size } = request.args;
        const { flash: say } = session;
        const { args, path } = request;
        return { page: get('page', size), say, args, path };
      }
    }
    expect(warningsOf({ controllers: [Notes], secretKey })).toEqual([
      'Notes.index: it takes get() out of request.args, and without that it does not know what it is of. Write request.args.get(...). (PH712)',
      'Notes.index: it takes flash() out of session, and without that it does not know what it is of. Write session.flash(...). (PH712)',
    ]);
  });
});

describe('A conversion', () => {
  it('is warned of in the place of the fallback', () => {
    class Notes {
      @Get('/')
      index(request: Request) {
        return {
          page: String(request.args.get('page', Number)),
          right: request.args.get('page', 1, Number),
          all: request.args.getAll('page').map(Number),
        };
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      "Notes.index: it gives request.args.get() the function Number as its fallback. The fallback comes first: request.args.get('page', undefined, Number). (PH713)",
    ]);
  });
});

describe('A method that another framework has', () => {
  it('is warned of with the one that stands for it', () => {
    class Notes {
      @Post('/', { inject: [Request, Session] })
      create(request: Any, session: Any) {
        session.put('page', request.args.getInt('page'));
        session.forget('page');
        request.form.set('title', request.input('title'));
        return request.POST['title'];
      }
    }
    expect(warningsOf({ controllers: [Notes], secretKey })).toEqual(
      expect.arrayContaining([
        "Notes.create: it asks for session.put, and a Session has no member 'put'. Write session.set(key, value). (PH706)",
        "Notes.create: it asks for request.args.getInt, and a MultiDict has no member 'getInt'. Write request.args.get(key, undefined, Number). (PH706)",
        "Notes.create: it asks for session.forget, and a Session has no member 'forget'. Write session.delete(key). (PH706)",
        "Notes.create: it asks for request.form.set, and a MultiDict has no member 'set'. It is what the client sent, and stays so: keep other values in request.state. (PH706)",
        "Notes.create: it asks for request.input, and a Request has no member 'input'. Write request.form.get(name), or request.json for the whole body. (PH706)",
        "Notes.create: it asks for request.POST, and a Request has no member 'POST'. Write request.form. (PH706)",
      ]),
    );
  });

  it('is told by the usual ones when nothing stands for it', () => {
    class Notes {
      @Get('/', { inject: [Session] })
      index(session: Any) {
        return session.frobnicate('page');
      }
    }
    expect(warningsOf({ controllers: [Notes], secretKey })).toEqual([
      "Notes.index: it asks for session.frobnicate, and a Session has no member 'frobnicate'. Write session.get(key), or session.set(key, value). (PH706)",
    ]);
  });
});
