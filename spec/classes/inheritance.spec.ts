import { AfterRequest, BeforeRequest, Controller, createApp, ErrorHandler, Request, Response, Route } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';

function clientOf(...controllers: object[]) {
  return quietApp(controllers).testClient();
}

abstract class Resource {
  @Route('/')
  index() {
    return this.all();
  }

  @Route('/:id')
  show(id: number) {
    return `${this.constructor.name} ${id}`;
  }

  @BeforeRequest()
  refuse(request: Request): string | undefined {
    return request.args.has('refuse') ? 'refused' : undefined;
  }

  @AfterRequest()
  sign(response: Response) {
    response.headers.set('x-by', this.constructor.name);
  }

  @ErrorHandler(404)
  missing() {
    return `${this.constructor.name} has no such thing`;
  }

  abstract all(): string;
}

@Controller('/notes')
class Notes extends Resource {
  all() {
    return 'all notes';
  }
}

@Controller('/users')
class Users extends Resource {
  all() {
    return 'all users';
  }

  @Route('/me')
  me() {
    return 'me';
  }
}

describe("A base class's routes", () => {
  it('belong to its subclass, below its prefix', async () => {
    expect((await clientOf(Notes).get('/notes/')).text).toBe('all notes');
  });

  it('keep the types of their parameters', async () => {
    expect((await clientOf(Notes).get('/notes/05')).text).toBe('Notes 5');
    expect((await clientOf(Notes).get('/notes/x')).status).toBe(404);
  });

  it("have the subclass's name in their endpoints and handlers", () => {
    const { routes } = createApp({ controllers: [Notes] });
    expect(routes.map(({ endpoint, handler }) => [endpoint, handler])).toEqual([
      ['notes.index', 'Notes.index'],
      ['notes.show', 'Notes.show'],
    ]);
  });

  it('belong to several subclasses, each for itself', async () => {
    const client = clientOf(Notes, Users);
    expect((await client.get('/users/')).text).toBe('all users');
    expect((await client.get('/users/me')).text).toBe('me');
    expect((await client.get('/notes/me')).status).toBe(404);
  });

  it("come before the subclass's", () => {
    expect(createApp({ controllers: [Users] }).routes.map(({ path }) => path)).toEqual([
      '/users/',
      '/users/:id',
      '/users/me',
    ]);
  });

  it('are those of all base classes', async () => {
    class Drafts extends Notes {
      @Route('/old')
      old() {
        return `old ones of ${this.all()}`;
      }
    }
    const client = clientOf(Drafts);
    expect((await client.get('/notes/old')).text).toBe('old ones of all notes');
    expect((await client.get('/notes/3')).text).toBe('Drafts 3');
  });

  it('belong to the base class, too, when it is a controller itself', async () => {
    @Controller('/drafts')
    class Drafts extends Notes {
      override all() {
        return 'all drafts';
      }
    }
    const client = clientOf(Notes, Drafts);
    expect((await client.get('/notes/')).text).toBe('all notes');
    expect((await client.get('/drafts/')).text).toBe('all drafts');
  });

  it('are found twice when two subclasses have no prefixes of their own', () => {
    class One extends Resource {
      all() {
        return 'one';
      }
    }

    class Two extends Resource {
      all() {
        return 'two';
      }
    }
    expect(findingsOf({ controllers: [One, Two] })).toEqual([
      expect.stringContaining('Two.index: GET / is served by One.index already'),
      expect.stringContaining('Two.show: GET /:id is served by One.show already'),
    ]);
  });

  it('belong to each class that a function makes', async () => {
    function crud(name: string) {
      @Controller(`/${name}`, { name })
      class Crud {
        @Route('/')
        index() {
          return name;
        }
      }
      return Crud;
    }
    const client = clientOf(crud('cats'), class Dogs extends crud('dogs') {});
    expect((await client.get('/cats/')).text).toBe('cats');
    expect((await client.get('/dogs/')).text).toBe('dogs');
  });
});

describe("A base class's hooks", () => {
  it('belong to its subclass', async () => {
    const { text, headers } = await clientOf(Notes, Users).get('/users/?refuse');
    expect([text, headers['x-by']]).toEqual(['refused', 'Users']);
  });

  it('run for the routes of the subclass itself', async () => {
    expect((await clientOf(Users).get('/users/me?refuse')).text).toBe('refused');
  });

  it('are no hooks of its other subclasses', async () => {
    @Controller('/quiet')
    class Quiet extends Resource {
      all() {
        return 'quiet';
      }

      // Without a decorator it keeps being a hook, and does nothing.
      override sign() {}
    }
    const client = clientOf(Notes, Quiet);
    expect((await client.get('/quiet/')).headers['x-by']).toBeUndefined();
    expect((await client.get('/notes/')).headers['x-by']).toBe('Notes');
  });

  it('are error handlers, too', async () => {
    const { status, text } = await clientOf(Notes).get('/notes/x');
    expect([status, text]).toEqual([404, 'Notes has no such thing']);
  });
});

describe('An override', () => {
  it('without a decorator keeps the route, and its types', async () => {
    @Controller('/notes')
    class Loud extends Notes {
      override show(id: number) {
        return `${typeof id} ${super.show(id).toUpperCase()}`;
      }
    }
    expect((await clientOf(Loud).get('/notes/5')).text).toBe('number LOUD 5');
  });

  it('with a decorator has that route alone', async () => {
    @Controller('/notes')
    class Moved extends Notes {
      @Route('/show/:id')
      override show(id: number) {
        return super.show(id);
      }
    }
    const client = clientOf(Moved);
    expect((await client.get('/notes/show/5')).text).toBe('Moved 5');
    expect((await client.get('/notes/5')).status).toBe(404);
  });

  it('changes nothing for the base class and its other subclasses', async () => {
    @Controller('/moved')
    class Moved extends Notes {
      @Route('/show/:id')
      override show(id: number) {
        return super.show(id);
      }
    }
    expect((await clientOf(Moved, Notes).get('/notes/5')).text).toBe('Notes 5');
  });

  it('may have other types where it has a decorator', async () => {
    class Base {
      @Route('/:id')
      show(id: number | string) {
        return `${id}`;
      }
    }

    class Typed extends Base {
      @Route('/:id')
      override show(id: number) {
        return `${typeof id} ${id}`;
      }
    }
    expect((await clientOf(Typed).get('/5')).text).toBe('number 5');
  });

  it('may stop being a hook by having another decorator', async () => {
    @Controller('/open')
    class Open extends Notes {
      @Route('/refuse')
      override refuse() {
        return 'a route now';
      }
    }
    expect((await clientOf(Open).get('/open/?refuse')).text).toBe('all notes');
  });

  it('that takes more than its decorated base method is found', () => {
    class Longer extends Notes {
      // @ts-expect-error -- JavaScript does not mind
      override show(id: number, title: string) {
        return `${id} ${title}`;
      }
    }
    expect(findingsOf({ controllers: [Longer] })).toEqual([
      "Longer.show: the type of parameter 2 (title) is not known: there is 1 type for 2 parameters. It has those of Resource.show, which it overrides without a decorator: repeat @Get('/:id') on it.",
    ]);
  });
});

describe("A subclass's prefix", () => {
  it('is its own, also when it is none', async () => {
    @Controller()
    class Root extends Notes {}
    expect((await clientOf(Root).get('/')).text).toBe('all notes');
  });

  it("is its base class's when it has no @Controller", async () => {
    class Plain extends Notes {}
    expect((await clientOf(Plain).get('/notes/')).text).toBe('all notes');
  });
});
