import {
  AfterRequest,
  BeforeRequest,
  Controller,
  createApp,
  FromRequest,
  Get,
  Post,
  render,
  Request,
  Session,
  TeardownRequest,
} from 'phial';
import type { z } from 'zod';

import { KEY, PORT, ROWS, TITLE } from './shared.js';

/** The response schemas that the reference has, when they are asked for; most apps of Phial have none. */
const zod = process.env['RESPONSE_SCHEMAS'] === undefined ? undefined : (await import('zod')).z;

function responding(shape: (zod: typeof z) => z.ZodRawShape) {
  return zod === undefined ? {} : { response: zod.object(shape(zod)) };
}

class Shop {
  item(id: number) {
    return `Item ${id}`;
  }
}

class Visitor {
  constructor(readonly name: string) {}

  @FromRequest()
  static from(request: Request) {
    return new Visitor(request.headers.get('x-user', 'nobody'));
  }
}

class Locale {
  constructor(readonly name: string) {}

  @FromRequest()
  static from(request: Request) {
    return new Locale(request.headers.get('accept-language', 'en'));
  }
}

@Controller()
class Site {
  @Get('/plaintext')
  plaintext() {
    return 'Hello, World!';
  }

  @Get('/json', responding((z) => ({ message: z.string() })))
  json() {
    return { message: 'Hello, World!' };
  }

  @Get('/users/:id', responding((z) => ({ id: z.int(), name: z.string() })))
  user(id: number) {
    return { id, name: `User ${id}` };
  }

  @Get('/search', responding((z) => ({ q: z.string(), page: z.int() })))
  search(request: Request) {
    return { q: request.args.get('q', ''), page: request.args.get('page', 1, Number) };
  }

  @Get('/session', responding((z) => ({ visits: z.int() })))
  session(session: Session) {
    const visits = session.get('visits', 0) + 1;
    session.set('visits', visits);
    return { visits };
  }

  @Get('/page')
  page() {
    return render('page', { title: TITLE, rows: ROWS });
  }

  @Post(
    '/form',
    responding((z) => ({
      name: z.string(),
      email: z.string(),
      city: z.string(),
      topic: z.string(),
      message: z.string(),
    })),
  )
  form(request: Request) {
    return request.form.toObject();
  }

  @Get('/bare', responding((z) => ({ bare: z.boolean() })))
  bare() {
    return { bare: true };
  }

  @Get(
    '/inject/:id',
    responding((z) => ({ id: z.int(), item: z.string(), path: z.string(), user: z.string(), locale: z.string() })),
  )
  inject(id: number, request: Request, shop: Shop, visitor: Visitor, locale: Locale) {
    return { id, item: shop.item(id), path: request.path, user: visitor.name, locale: locale.name };
  }
}

/** What the app has as well, and the routes above must not pay for. */
@Controller('/audited')
class Audited {
  @BeforeRequest()
  before(request: Request) {
    request.state['start'] = performance.now();
  }

  @AfterRequest()
  after() {}

  @TeardownRequest()
  teardown() {}

  @Get('/')
  index(session: Session) {
    return { visits: session.get('visits', 0) };
  }
}

const app = createApp({
  controllers: [Site, Audited],
  services: [new Shop()],
  secretKey: KEY.toString('hex'),
  root: new URL('..', import.meta.url).pathname,
  fastify: { logger: false },
});
await app.run({ port: PORT });
