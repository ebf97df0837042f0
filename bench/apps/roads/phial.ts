import {
  abort,
  AfterRequest,
  BeforeRequest,
  ContextProcessor,
  Controller,
  createApp,
  ErrorHandler,
  Form,
  FromRequest,
  Get,
  Json,
  makeResponse,
  Post,
  Query,
  redirect,
  render,
  Request,
  Response,
  TeardownRequest,
  type Blueprint,
} from 'phial';
import { z } from 'zod';

import { PORT, TITLE } from '../shared.js';
import { FIVE_HUNDRED, later, person, RECORDS } from './shared.js';

class JsonPerson extends Json(person) {}
class QueryPerson extends Query(person) {}
class FormPerson extends Form(person) {}

class Visitor {
  constructor(readonly name: string) {}

  @FromRequest()
  static async from(request: Request) {
    return new Visitor(await later(request.headers.get('x-user', 'nobody')));
  }
}

class Unit {
  readonly name = 'unit';

  @FromRequest()
  static async *open() {
    yield await later(new Unit());
  }
}

class Taken extends Error {}

const schema = z.array(
  z.object({
    id: z.int(),
    name: z.string(),
    text: z.string(),
    tags: z.array(z.string()),
    price: z.number(),
    isSold: z.boolean(),
  }),
);

@Controller()
class Site {
  @Get('/waits')
  async waits() {
    return { message: await later('Hello, World!') };
  }

  @Get('/text')
  text() {
    return makeResponse('Hello, World!', 201, { 'x-kind': 'text', 'cache-control': 'no-store' });
  }

  @Get('/response')
  response() {
    return new Response({ message: 'Hello, World!' }, { status: 201, headers: { 'x-kind': 'data' } });
  }

  @Get('/cookie')
  cookie() {
    return new Response('Hello, World!').setCookie('theme', 'dark', { maxAge: 3600, httpOnly: true, sameSite: 'lax' });
  }

  @Get('/redirect')
  redirect() {
    return redirect('/text');
  }

  @Get('/abort')
  abort() {
    abort(403, 'This is not yours.');
  }

  @Get('/handled')
  handled(): string {
    throw new Taken('It is taken.');
  }

  @ErrorHandler(Taken)
  taken(error: Taken) {
    return makeResponse(error.message, 409);
  }

  @Get('/factory')
  factory({ name }: Visitor) {
    return { name };
  }

  @Get('/generator')
  generator({ name }: Unit) {
    return { name };
  }

  @Post('/person')
  person({ name, email, age }: JsonPerson) {
    return { name, email, age };
  }

  @Get('/query')
  query({ name, email, age }: QueryPerson) {
    return { name, email, age };
  }

  @Post('/form')
  form({ name, email, age }: FormPerson) {
    return { name, email, age };
  }

  @Get('/read')
  read(request: Request) {
    return {
      q: request.args.get('q', ''),
      page: request.args.get('page', 1, Number),
      theme: request.cookies.get('theme', 'light'),
      size: request.cookies.get('size', ''),
      user: request.headers.get('x-user', 'nobody'),
    };
  }

  @Get('/large')
  large() {
    return RECORDS;
  }

  @Get('/large-schema', { response: schema })
  largeSchema() {
    return RECORDS;
  }

  @Get('/context')
  context() {
    return render('context', { title: TITLE });
  }

  @Get('/rows')
  rows() {
    return render('page', { title: TITLE, rows: FIVE_HUNDRED });
  }

  @ContextProcessor()
  values() {
    return { site: 'Phial & friends' };
  }
}

@Controller('/hooks')
class Hooked {
  @BeforeRequest()
  before(request: Request) {
    request.state['user'] = 'ada';
  }

  @AfterRequest()
  after(response: Response) {
    response.headers.set('x-after', 'seen');
  }

  @TeardownRequest()
  teardown() {}

  @Get('/')
  index(request: Request) {
    return { user: request.state['user'] };
  }
}

@Controller()
class Deep {
  @Get('/:id')
  index(id: number) {
    return { id };
  }
}

const four: Blueprint = { name: 'four', prefix: '/four', controllers: [Deep] };
const three: Blueprint = { name: 'three', prefix: '/three', blueprints: [four] };
const two: Blueprint = { name: 'two', prefix: '/two', blueprints: [three] };
const one: Blueprint = { name: 'one', prefix: '/one', blueprints: [two] };

const app = createApp({
  controllers: [Site, Hooked],
  blueprints: [one],
  root: new URL('../..', import.meta.url).pathname,
  fastify: { logger: false },
});
await app.run({ port: PORT });
