import { BeforeRequest, Controller, createApp, FromRequest, redirect, Request, Route, type AppOptions } from 'phial';
import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';

class Slug {
  constructor(readonly text: string) {}

  static fromPath(text: string): Slug | undefined {
    return /^[a-z ü-]+$/.test(text) ? new this(text) : undefined;
  }

  toPath(): string {
    return this.text;
  }
}

function clientOf(controller: object, options: AppOptions = {}) {
  return createApp({ controllers: [controller], fastify: { logger: false }, ...options }).testClient();
}

describe('A path variable of a class', () => {
  it('is what its fromPath() makes of the text', async () => {
    class Posts {
      @Route('/:id/:slug')
      show(id: number, slug: Slug) {
        return [id, slug instanceof Slug, slug.text];
      }
    }
    expect((await clientOf(Posts).get('/3/a%20b')).json()).toEqual([3, true, 'a b']);
  });

  class Later {
    constructor(readonly text: string) {}

    static async fromPath(text: string): Promise<Later | null | undefined> {
      await Promise.resolve();
      if (text === 'old') redirect('/new');
      return text === 'none' ? undefined : text === 'null' ? null : new Later(text);
    }

    toPath(): string {
      return this.text;
    }
  }

  class Pages {
    @Route('/:page')
    show(page: Later) {
      return page.text;
    }
  }

  it('is waited for', async () => {
    expect((await clientOf(Pages).get('/new')).text).toBe('new');
  });

  it.each(['none', 'null'])('is a 404 when there is none: %s', async (text) => {
    expect((await clientOf(Pages).get(`/${text}`)).status).toBe(404);
  });

  it('may redirect instead', async () => {
    expect((await clientOf(Pages).get('/old')).location).toBe('/new');
  });

  it('names itself and its class in the 404 of debug mode', async () => {
    const { text } = await clientOf(Pages, { debug: true }).get('/none', { headers: { accept: 'application/json' } });
    expect(JSON.parse(text)).toMatchObject({
      detail:
        'The path variable \'page\' of Pages.show is a Later, and "none" is not one: Later.fromPath() returned nothing for it.',
    });
  });

  it('is not empty, and fromPath() is not asked', async () => {
    class Any {
      static fromPath() {
        return new this();
      }

      toPath() {
        return 'x';
      }
    }
    class Files {
      @Route('/files/*')
      show(_rest: Any) {
        return 'there';
      }
    }
    expect((await clientOf(Files).get('/files/')).status).toBe(404);
  });

  it('may be left out where the path says so', async () => {
    class Posts {
      @Route('/posts/:slug?')
      show(slug?: Slug) {
        return slug?.text ?? 'all';
      }
    }
    expect((await clientOf(Posts).get('/posts')).text).toBe('all');
  });

  it('is an instance of a subclass, whose fromPath() says new this()', async () => {
    class Tag extends Slug {
      get hash() {
        return `#${this.text}`;
      }
    }
    class Tags {
      @Route('/:tag')
      show(tag: Tag) {
        return tag.hash;
      }
    }
    expect((await clientOf(Tags).get('/blue')).text).toBe('#blue');
  });

  it('is an error when it is an instance of another class', async () => {
    class Tag extends Slug {
      static override fromPath(text: string) {
        return new Slug(text);
      }

      readonly isTag = true;
    }
    class Tags {
      @Route('/:tag')
      show(tag: Tag) {
        return tag.text;
      }
    }
    const client = createApp({ controllers: [Tags], fastify: { logger: false } }).testClient({ throwErrors: true });
    await expect(client.get('/blue')).rejects.toThrow(
      "Tag.fromPath() returned Slug { text: 'blue' }, which is not a Tag. Have Slug.fromPath() make subclasses, too, by new this(...).",
    );
  });

  it('is an error when it is an object without a class', async () => {
    class Tag extends Slug {
      static override fromPath() {
        return Object.create(null) as Tag;
      }
    }
    class Tags {
      @Route('/:tag')
      show(tag: Tag) {
        return tag.text;
      }
    }
    await expect(quietApp([Tags]).testClient({ throwErrors: true }).get('/blue')).rejects.toThrow(
      'Tag.fromPath() returned [Object: null prototype] {}, which is not a Tag. It returns a Tag, or undefined for a 404.',
    );
  });

  it('is listed by hand in inject', async () => {
    class Posts {
      @Route('/:slug', ['GET'], { inject: [Slug] })
      show(slug: Slug) {
        return slug.text;
      }
    }
    expect((await clientOf(Posts).get('/a-b')).text).toBe('a-b');
  });

  it('is text in the document of the API', async () => {
    class Posts {
      @Route('/:slug/:page')
      show(slug: Slug, page: number) {
        return [slug.text, page];
      }
    }
    const client = clientOf(Posts, { openapi: { info: { title: 'Posts', version: '1' } } });
    const { paths } = (await client.get('/openapi.json')).json<{ paths: Record<string, unknown> }>();
    expect(paths['/{slug}/{page}']).toMatchObject({
      get: {
        parameters: [
          { name: 'slug', schema: { type: 'string' } },
          { name: 'page', schema: { type: 'number' } },
        ],
      },
    });
  });
});

describe('urlFor()', () => {
  @Controller('/posts')
  class Posts {
    @Route('/:slug')
    show(slug: Slug) {
      return slug.text;
    }

    @Route('/tags/*')
    tagged(rest: string) {
      return rest;
    }
  }
  const app = createApp({ controllers: [Posts], fastify: { logger: false } });

  it('writes a value by its toPath(), percent-encoded', () => {
    expect(app.urlFor('posts.show', { slug: new Slug('ü b') })).toBe('/posts/%C3%BC%20b');
  });

  it('does so in the query, and in lists', () => {
    const url = app.urlFor('posts.show', { slug: 'a', also: [new Slug('b'), 'c'], by: new Slug('d') });
    expect(url).toBe('/posts/a?also=b&also=c&by=d');
  });

  it.each([
    ['', "urlFor('posts.show') needs a value for 'slug', a variable of /posts/:slug."],
    ['..', "urlFor('posts.show') was given '..' for 'slug'"],
    [5, "urlFor('posts.show'): Slug.toPath() returned 5 for 'slug'. Return text."],
  ])('refuses the text %j as it does any', (text, message) => {
    expect(() => app.urlFor('posts.show', { slug: new Slug(text as string) })).toThrow(message);
  });
});

describe('The doctor', () => {
  it('counts classes of the path among its variables', () => {
    class Posts {
      @Route('/posts')
      show(slug: Slug) {
        return slug.text;
      }
    }
    expect(findingsOf({ controllers: [Posts] })).toEqual([
      expect.stringContaining('Posts.show: parameter 1 (slug) takes a path variable, and /posts has none'),
    ]);
  });

  it('finds one in a hook and in a factory', () => {
    class User {
      @FromRequest()
      static load(_slug: Slug) {
        return new User();
      }
    }
    class Posts {
      @BeforeRequest()
      check(_slug: Slug) {
        return undefined;
      }

      @Route('/:id')
      show(user: User, request: Request) {
        return [user, request.path];
      }
    }
    const cause = 'a Slug is a path variable, which only handlers take';
    expect(findingsOf({ controllers: [Posts] }).sort()).toEqual([
      `Posts.check: parameter 1 (_slug): ${cause}. Declare a Request, and call Slug.fromPath(request.params['name']).`,
      `User.load: parameter 1 (_slug): ${cause}. Declare a Request, and call Slug.fromPath(request.params['name']).`,
    ]);
  });

  it('gives a hook the service that there is of such a class', async () => {
    class Posts {
      @BeforeRequest()
      check(home: Slug) {
        return home.text;
      }

      @Route('/')
      show() {
        return '';
      }
    }
    expect((await clientOf(Posts, { services: [new Slug('home')] }).get('/')).text).toBe('home');
  });

  it('names the method that a class lacks', () => {
    class Read {
      static fromPath() {
        return new Read();
      }
    }
    class Written {
      toPath() {
        return 'x';
      }
    }
    class Posts {
      @Route('/:read')
      one(_read: Read) {
        return '';
      }

      @Route('/posts/:written')
      two(_written: Written) {
        return '';
      }
    }
    expect(findingsOf({ controllers: [Posts] })).toEqual([
      'Posts.one: parameter 1 (_read): Read has a static fromPath(), and not the method toPath() that urlFor() calls. Write toPath(): string { ... } in Read.',
      "Posts.two: parameter 1 (_written): Written has a method toPath(), and not the static fromPath() that makes a Written of a path's text. Write static fromPath(text: string) { return new this(text); } in Written.",
    ]);
  });
});
