import type { FastifyInstance } from 'fastify';
import { METHODS } from 'node:http';

import { Controller, createApp, Get, Request, Route, type AppOptions } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';

/** What is found of a controller with one route. */
function findingsOfPath(path: string, options: AppOptions = {}, methods?: readonly string[]): string[] {
  class Notes {
    @Route(path, methods)
    show() {
      return 'Hello';
    }
  }
  return findingsOf({ controllers: [Notes], ...options });
}

describe('A path', () => {
  it.each([
    ['notes', "'/notes'"],
    ['', "'/'"],
    ['*', "'/*'"],
    [':id', "'/:id'"],
  ])('begins with a slash, not %p', (path, cure) => {
    expect(findingsOfPath(path)).toEqual([`Notes.show: its path '${path}' has no leading slash. Write ${cure}.`]);
  });

  it('is a text', () => {
    expect(findingsOfPath(undefined as never)).toEqual([
      "Notes.show: its path is undefined. Write @Route('/path'). In a circle of imports, a constant is undefined too early.",
    ]);
  });

  it.each(['/notes?page=1', '/notes#top', '/:id(\\d+)?'])('ends before a query: %p', (path) => {
    expect(findingsOfPath(path)).toEqual([
      `Notes.show: its path '${path}' has a '?' or '#'. A path ends before the query: read request.args. Only a last variable without an expression is optional, '/:page?'.`,
    ]);
  });

  it.each([
    ['/:', ''],
    ['/:a:b', 'a:b'],
    ['/:user~', 'user~'],
    ['/:größe', 'größe'],
  ])('has variables with names: %p', (path, name) => {
    expect(findingsOfPath(path)).toEqual([
      `Notes.show: its path '${path}' has a variable named '${name}'. Give it a name of letters, digits and _. A name ends before '/', '-', '.' or '('; '::' is a colon.`,
    ]);
  });

  it('has each variable once, the prefix included', () => {
    @Controller('/users/:id')
    class Posts {
      @Route('/posts/:id')
      show(request: Request) {
        return request.params;
      }
    }
    expect(findingsOf({ controllers: [Posts] })).toEqual([
      "Posts.show: /users/:id/posts/:id has the variable 'id' twice. Give each variable a name of its own.",
    ]);
  });

  it.each([
    [
      '/*/edit',
      "Wildcard must be the last character in the route. A wildcard takes all the rest, and has no name: end the path with it, '/files/*', or name the part before the rest, '/:part/rest'.",
    ],
    [
      '/:id?/edit',
      'Optional Parameter needs to be the last parameter of the path. Only the last variable can be left out. Write two methods, one with the variable and one without; or both routes on one method that takes no path variable, and read request.params.',
    ],
    [
      '/:id((?:a+)+)',
      "The regex '((?:a+)+)' is not safe. Such an expression can take minutes for a long path. Write it without a repetition inside a repetition.",
    ],
    [
      '/:id([)',
      'Invalid regular expression: /([)/: Unterminated character class. Mend the expression in brackets: it is one of JavaScript, with its backslashes doubled.',
    ],
  ])("is one that Fastify's router can serve, not %p", (path, message) => {
    expect(findingsOfPath(path)).toEqual([`Notes.show: its path '${path}' cannot be served: ${message}`]);
  });

  it("is checked under the app's own options of the router", () => {
    expect(findingsOfPath('/:id((?:a+)+)', { fastify: { routerOptions: { allowUnsafeRegex: true } } })).toEqual([]);
  });
});

describe('A list of HTTP methods', () => {
  it.each(METHODS.filter((method) => method !== 'CONNECT'))('may have %s', (method) => {
    expect(findingsOfPath('/', {}, [method])).toEqual([]);
  });

  it('may be in lower case', async () => {
    class Notes {
      @Route('/', ['post'])
      create() {
        return 'created';
      }
    }
    expect(
      (
        await createApp({ controllers: [Notes] })
          .testClient()
          .post('/')
      ).text,
    ).toBe('created');
  });

  it.each([['GETT'], ['CONNECT'], [''], [undefined]])('has methods that can be served, not %p', (method) => {
    expect(findingsOfPath('/', {}, [method as never])).toEqual([
      `Notes.show: '${String(method).toUpperCase()}' is no HTTP method that can be served. Write GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS.`,
    ]);
  });

  it('is not empty', () => {
    expect(findingsOfPath('/', {}, [])).toEqual([
      "Notes.show: it has an empty list of HTTP methods. Write ['GET'], or leave the list away.",
    ]);
  });

  it('is no object of options', () => {
    expect(findingsOfPath('/', {}, { csrf: false } as never)).toEqual([
      "Notes.show: it has an object where its HTTP methods should be. The options come third: @Route('/path', ['GET'], { ... }).",
    ]);
  });
});

describe("A handler's variables", () => {
  it('are all of its path', () => {
    class Posts {
      @Get('/users/:user/posts/:post' as string)
      show(user: string, request: Request) {
        return [user, request.path];
      }
    }
    expect(findingsOf({ controllers: [Posts] })).toEqual([
      'Posts.show: parameter 1 (user) takes a path variable, and /users/:user/posts/:post has 2: user, post. Take each of them, in that order, or none and read request.params.',
    ]);
  });

  it('are those of the prefix, too', () => {
    @Controller('/users/:user')
    class Posts {
      @Get('/posts/:post')
      show(post: number) {
        return post;
      }
    }
    expect(findingsOf({ controllers: [Posts] })).toEqual([
      expect.stringContaining(
        'parameter 1 (post) takes a path variable, and /users/:user/posts/:post has 2: user, post',
      ),
    ]);
  });

  it('are no more than its path has', () => {
    class Posts {
      @Get('/:post')
      show(request: Request, user: string, post: number) {
        return [request.path, user, post];
      }
    }
    expect(findingsOf({ controllers: [Posts] })).toEqual([
      'Posts.show: parameters 2 (user) and 3 (post) take path variables, and /:post has 1: post. Take each of them, in that order, or none and read request.params.',
    ]);
  });

  it('are none when its path has none', () => {
    class Posts {
      @Get('/search')
      search(query: string) {
        return query;
      }
    }
    expect(findingsOf({ controllers: [Posts] })).toEqual([
      "Posts.search: parameter 1 (query) takes a path variable, and /search has none. Put it into the path, '/:query', or read request.args, request.form or request.json.",
    ]);
  });

  it("come in the path's order, as far as names tell", () => {
    class Posts {
      @Get('/:id/:slug')
      show(request: Request, slug: string, id: number) {
        return [request.path, slug, id];
      }
    }
    expect(findingsOf({ controllers: [Posts] })).toEqual([
      "Posts.show: parameter 2 (slug) would get the variable 'id' of /:id/:slug. Variables come in the order of the path: id, slug.",
    ]);
  });

  it('may have other names', () => {
    class Posts {
      @Get('/:id/:slug')
      show(number: number, title: string) {
        return [number, title];
      }
    }
    expect(findingsOf({ controllers: [Posts] })).toEqual([]);
  });

  it('are checked for each route of a method', () => {
    class Posts {
      @Get('/')
      @Get('/:page')
      index(page: number) {
        return page;
      }
    }
    expect(findingsOf({ controllers: [Posts] })).toEqual([
      expect.stringContaining('parameter 1 (page) takes a path variable, and / has none'),
    ]);
  });
});

describe('Two handlers', () => {
  /** What is found of two paths, served by First.one and Second.two. */
  function findingsOfBoth(one: string, two: string, options: AppOptions = {}, methods?: readonly string[]): string[] {
    class First {
      @Route(one)
      one() {
        return 'one';
      }
    }

    class Second {
      @Route(two, methods)
      two() {
        return 'two';
      }
    }
    return findingsOf({ controllers: [First, Second], ...options });
  }

  it('serve no method and path together', () => {
    expect(findingsOfBoth('/notes', '/notes')).toEqual([
      'Second.two: GET /notes is served by First.one already. Change the path or the HTTP method of one of them.',
    ]);
  });

  it('are told for each method', () => {
    expect(findingsOfBoth('/notes', '/notes', {}, ['POST', 'get'])).toEqual([
      expect.stringContaining('Second.two: GET /notes is served'),
    ]);
  });

  it.each([
    ['/:id', '/:name', {}, 'GET /:name is served by First.one already, as /:id'],
    ['/a/*', '/a/*', {}, 'GET /a/* is served by First.one already'],
    ['/pages/:page?', '/pages', {}, 'GET /pages is served by First.one already, as /pages/:page?'],
    ['/pages', '/pages/:page?', {}, 'GET /pages is served by First.one already, as /pages'],
    [
      '/:id(^\\d+$)',
      '/:name(^[a-z]+$)',
      {},
      'GET /:name(^[a-z]+$) is served by First.one already, as /:id(^\\d+$). To the router one regular expression is like another',
    ],
    ['/:from(\\d+)-:to', '/:a-:b', {}, 'GET /:a-:b is served by First.one already, as /:from(\\d+)-:to'],
    ['/leaf', '/leaf/', { strictSlashes: false }, 'GET /leaf is served by First.one already, as /leaf'],
    [
      '/Notes',
      '/notes',
      { fastify: { routerOptions: { caseSensitive: false } } },
      'GET /notes is served by First.one already, as /Notes',
    ],
    [
      '/notes',
      '/notes/',
      { fastify: { routerOptions: { ignoreTrailingSlash: true } } },
      'GET /notes/ is served by First.one already, as /notes',
    ],
    [
      '/notes/all',
      '/notes//all',
      { fastify: { routerOptions: { ignoreDuplicateSlashes: true } } },
      'GET /notes//all is served by First.one already, as /notes/all',
    ],
  ])('serve no path together that is the same to the router: %p and %p', (one, two, options, message) => {
    expect(findingsOfBoth(one, two, options)[0]).toContain(`Second.two: ${message}`);
  });

  it.each([
    ['/leaf', '/leaf/'],
    ['/:id', '/new'],
    ['/:id', '/:id(^\\d+$)'],
    ['/a::b', '/a:b'],
    ['/Notes', '/notes'],
  ])('serve %p and %p', (one, two) => {
    expect(findingsOfBoth(one, two)).toEqual([]);
  });

  it('are one when a route is declared twice on it', () => {
    class Notes {
      @Route('/')
      @Route('/')
      index() {
        return [];
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([
      'Notes.index: GET / is declared twice. Take one of its @Route() lines away.',
    ]);
  });
});

describe('A path that something else serves', () => {
  class Notes {
    @Route('/notes')
    index() {
      return [];
    }
  }

  it('is found when the app gets ready', async () => {
    const plugin = async (fastify: FastifyInstance): Promise<void> => void fastify.get('/notes', () => 'plugin');
    await expect(quietApp([Notes], { plugins: [plugin] }).ready()).rejects.toThrow(
      "Notes.index: GET /notes is served already, by a plugin, the static files or the API's documentation",
    );
  });
});

describe('An endpoint', () => {
  class Notes {
    @Route('/one')
    index() {
      return 'one';
    }
  }

  it('has a name of its own', () => {
    @Controller('/admin')
    class NotesController {
      @Route('/two')
      index() {
        return 'two';
      }
    }
    expect(findingsOf({ controllers: [Notes, NotesController] })).toEqual([
      "NotesController.index: its endpoint 'notes.index' is Notes.index already. Give one of the controllers another name: @Controller('/prefix', { name: '...' }).",
    ]);
  });

  it('may be one of several with the first part of its name', () => {
    @Controller('/more', { name: 'notes' })
    class More {
      @Route('/two')
      other() {
        return 'two';
      }
    }
    expect(findingsOf({ controllers: [Notes, More] })).toEqual([]);
  });

  it('may have several routes', () => {
    class Both {
      @Route('/a')
      @Route('/b')
      index() {
        return 'both';
      }
    }
    expect(findingsOf({ controllers: [Both] })).toEqual([]);
  });
});

describe('A path of another framework', () => {
  it.each([
    ['http://localhost:5000/x', "its path 'http://localhost:5000/x' is a whole URL. Write '/x'."],
    [['/x', '/y'], "Write a decorator for each: @Get('/x') @Get('/y') on one method."],
    [/^x+$/, "Write @Route('/path'); an expression is a variable's"],
  ])('is told how it is written here: %p', (path, message) => {
    class Notes {
      @Route(path as string)
      index() {
        return 'x';
      }
    }
    expect(findingsOf({ controllers: [Notes] })).toEqual([expect.stringContaining(message)]);
  });

  it('keeps what is said in the document apart from the options', () => {
    class Notes {
      @Route('/', ['GET'], { responses: {} } as object)
      index() {
        return 'x';
      }
    }
    expect(findingsOf({ controllers: [Notes] })[0]).toContain('write openapi: { responses: ... }.');
  });
});

describe('A folder that was named', () => {
  it.each([
    [{ root: '/nowhere' }, 'root: there is no folder /nowhere'],
    [{ templates: 'nowhere' }, 'templates: there is no folder '],
    [{ static: 'nowhere' }, 'static: there is no folder '],
  ])('exists: %p', (options, message) => {
    expect(findingsOf(options)[0]).toContain(message);
  });

  it('may be relative to the working directory, when it is the root', () => {
    expect(findingsOf({ root: 'demo' })).toEqual([]);
  });
});
