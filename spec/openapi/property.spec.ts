import {
  Controller,
  Cookies,
  Delete,
  Form,
  Get,
  Headers,
  Json,
  makeResponse,
  Post,
  Put,
  Query,
  UploadedFile,
  type App,
} from 'phial';
import { ApiTokens, UserProvider } from 'phial-login';
import { z } from 'zod';

import { loggedIn, openBlog } from '../../demo/blog/spec/open-blog.js';
import { loggedIn as microblogging, openMicroblog } from '../../demo/microblog/spec/open-microblog.js';
import { askOften, operationsIn, PATIENCE } from '../support/ask-often.js';
import { quietApp } from '../support/quiet-app.js';

process.env['PHIAL_SECRET_KEY'] ??= 'a secret of the specs';
const { app: starter } = await import('../../starter/app.js');

const Author = z.strictObject({ name: z.string().max(20), born: z.iso.date().nullable() }).meta({ id: 'Author' });
const Tree = z.object({
  name: z.string(),
  get kids() {
    return z.array(Tree);
  },
});
const Shape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('circle'), radius: z.number().min(0).max(1000) }),
  z.object({ kind: z.literal('square'), side: z.int().min(1).max(9), label: z.string().optional() }),
]);
const Thing = z.object({
  author: Author,
  shape: Shape,
  tree: Tree.optional(),
  color: z.enum(['red', 'green']),
  tags: z.array(z.string().max(10)).max(3),
  pair: z.tuple([z.string(), z.int()]),
  share: z.number().gt(0).lt(1).nullable(),
  id: z.uuid(),
  mail: z.email().optional(),
  at: z.iso.datetime(),
  counts: z.record(z.string(), z.int().min(0)),
  either: z.union([z.string(), z.array(z.boolean()), z.null()]),
  rest: z.unknown(),
});
const EventOut = z.object({ at: z.date(), size: z.bigint(), next: z.date().nullable() });

class NewThing extends Json(Thing) {}
class Tags extends Json(z.array(z.string().min(1).max(5)).max(4)) {}
class Maybe extends Json(z.int().nullable()) {}
class Upload extends Form(
  z.object({ title: z.string().min(1), tags: z.array(z.string()).max(3), file: z.instanceof(UploadedFile) }),
) {}
class Plain extends Form(z.object({ name: z.string().max(10), kind: z.enum(['a', 'b']).default('a') })) {}
class Search extends Query(
  z.object({
    q: z.string().max(10).optional(),
    color: z.enum(['red', 'green']).optional(),
    tags: z.array(z.string().max(5)).max(3),
  }),
) {}
class Trace extends Headers(z.object({ 'x-trace': z.uuid().optional() })) {}
class Taste extends Cookies(z.strictObject({ theme: z.enum(['light', 'dark']).default('light') })) {}

/** A variable of a path. */
class Slug {
  constructor(readonly text: string) {}

  static fromPath(text: string): Slug | undefined {
    return text.length < 50 ? new Slug(text) : undefined;
  }

  toPath(): string {
    return this.text;
  }
}

@Controller('/api')
class Things {
  @Post('/things', { response: Thing, openapi: { status: 201 } })
  create(thing: NewThing) {
    return { ...thing, secret: 1 };
  }

  @Put('/tags', { response: Tags })
  tag(tags: Tags) {
    return makeResponse(tags.value, 200);
  }

  @Put('/maybe', { response: Maybe, openapi: { responses: { 200: 'The same number' } } })
  maybe(maybe: Maybe) {
    return makeResponse(maybe.value);
  }

  @Post('/files', { response: z.object({ size: z.int() }), openapi: { status: 201 } })
  upload({ file }: Upload) {
    return { size: file.size };
  }

  @Post('/forms', { response: z.object({ name: z.string(), kind: z.enum(['a', 'b']) }), openapi: { status: 201 } })
  fill({ name, kind }: Plain) {
    return { name, kind };
  }

  @Get('/search', { response: z.array(z.string()) })
  search({ q = '', tags }: Search, trace: Trace, { theme }: Taste) {
    return [q, ...tags, trace['x-trace'] ?? '', theme];
  }

  @Get('/events/:number', { response: z.array(EventOut) })
  events(number: number) {
    return [{ at: new Date(0), size: BigInt(Math.trunc(number)), next: number > 0 ? new Date(1) : null }];
  }

  @Get('/slugs/:slug/:id(^\\d+$)', { response: z.object({ slug: z.string(), id: z.string() }) })
  slug(slug: Slug, id: string) {
    return { slug: slug.text, id };
  }

  @Get('/flags/:flag/:big/*', { response: z.object({ flag: z.boolean(), big: z.bigint(), rest: z.string() }) })
  flag(flag: boolean, big: bigint, rest: string) {
    return { flag, big, rest };
  }

  @Delete('/things/:id', { openapi: { status: 204 } })
  remove(_id: string) {
    return null;
  }
}

const info = { title: 'Things', version: '1.0.0' };
const own = quietApp([Things], { openapi: { info, routes: '/api' }, debug: true });

/** As it is sent by who has logged in. */
async function cookiesOf(): Promise<{ cookie: string }> {
  const { cookies } = await loggedIn(blog, 'alice');
  return { cookie: [...cookies].map(([one, value]) => `${one}=${encodeURIComponent(value)}`).join('; ') };
}

/** As it is sent by a program, in the name of somebody who has registered. */
async function tokenOf(): Promise<{ authorization: string }> {
  await microblogging(microblog, 'alice');
  const alice = await microblog.service(UserProvider).named('alice');
  return { authorization: `Bearer ${await microblog.service(ApiTokens).create(alice!.id, 'a spec')}` };
}

interface Asking {
  isExact?: boolean;
  /** What is sent with each request. */
  as?: () => Promise<Record<string, string>>;
}

const { app: blog } = await openBlog();
const { app: microblog } = await openMicroblog();

describe.each<[string, App, Asking]>([
  ['all kinds of schemas', own, { isExact: true }],
  ['the starter', starter, {}],
  ['the blog, to a visitor', blog, {}],
  ['the blog, to one who is logged in', blog, { as: cookiesOf }],
  ['the microblog, to a visitor', microblog, {}],
  ['the microblog, to a program with a token', microblog, { as: tokenOf }],
])('Any request to the API of %s', (_name, app, { as, ...asking }) => {
  it(
    'gets an answer that its document describes',
    async () => {
      const { document, operations } = await operationsIn(app);
      const headers = (await as?.()) ?? {};
      for (const [name, operation] of operations)
        await askOften(app, document, operation, { ...asking, headers }).catch((error: Error) => {
          throw new Error(`${name}: ${error.message}`, { cause: error });
        });
    },
    PATIENCE,
  );
});
