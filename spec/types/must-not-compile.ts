import {
  Abort,
  abort,
  AfterRequest,
  BeforeRequest,
  Controller,
  createApp,
  Delete,
  ErrorHandler,
  eventStream,
  Form,
  Get,
  html,
  Json,
  Query,
  MultiDict,
  Patch,
  Post,
  Put,
  redirect,
  Redirect,
  render,
  Request,
  Response,
  Route,
  sendFile,
  Session,
  type App,
} from 'phial';
import { z } from 'zod';

// refuses: Relative import paths need explicit file extensions
import { Elsewhere } from './must-compile';

// What the compiler must refuse: types.spec.ts compiles this file, and demands that exactly the lines below a comment
// `refuses:` have an error, with that text in it.

declare module 'phial' {
  interface SessionData {
    userId: number;
    theme: 'light' | 'dark';
    picked: number[];
    basket: Record<string, number>;
  }

  interface RequestState {
    visits: number;
  }
}

// What a package adds to Fastify's, as @fastify/postgres does.
declare module 'fastify' {
  interface FastifyReply {
    transaction: { client: Promise<string> };
  }
}

interface Author {
  id: number;
  name: string;
}

declare const author: Promise<Author>;
declare const authors: Promise<Author>[];

enum Level {
  Low,
  High,
}
type UserId = number & { readonly brand: unique symbol };

class User {
  constructor(readonly name: string) {}
}

class Slug {
  constructor(readonly text: string) {}

  static fromPath(text: string): Slug {
    return new this(text);
  }

  toPath(): string {
    return this.text;
  }
}

class LazyUser {
  readonly posts: Promise<string[]> = Promise.resolve([]);
}

@Controller('/variables')
class Variables {
  // refuses: "/users/:id/posts/:slug has the path variables id, slug. The method must take each of them, in that order, or none"
  @Route('/users/:id/posts/:slug')
  oneOfTwo(id: number) {
    return '';
  }

  // refuses: "/:a/:b/:c/:d/:e has the path variables a, b, c, d, e. The method must take each of them, in that order, or none"
  @Route('/:a/:b/:c/:d/:e')
  fourOfFive(a: string, b: string, c: string, d: string) {
    return '';
  }

  // refuses: has the path variables organisation, project, repository, branch, directory, file. The method must take each of them, in that order, or none"
  @Route(
    '/organisations/:organisation/projects/:project/repositories/:repository/branches/:branch/directories/:directory/files/:file',
  )
  longPath(organisation: string, project: string, repository: string, branch: string, directory: string) {
    return '';
  }

  // refuses: "/users/:id/posts/:slug has the path variables id, slug. The method must take each of them, in that order, or none"
  @Route('/users/:id/posts/:slug')
  oneOfTwoOfClass(slug: Slug) {
    return '';
  }

  // refuses: The last variable of /posts/:slug? may be missing
  @Route('/posts/:slug?')
  alwaysOfClass(slug: Slug) {
    return '';
  }

  // refuses: "/:owner/* has the path variables owner, *. The method must take each of them, in that order, or none"
  @Route('/:owner/*')
  wildcardForgotten(owner: string) {
    return '';
  }

  // refuses: has the path variables year, slug. The method must take each of them
  @Route('/:year(^\\d{4}$)/:slug')
  pattern(slug: string) {
    return '';
  }

  // refuses: has the path variables name, slug. The method must take each of them
  @Route('/:name(^(?:ada|(grace))\\)*$)/:slug')
  nestedBrackets(name: string) {
    return '';
  }

  // refuses: "/:width(^\\d+$)x:height(^\\d+$) has the path variables width, height. The method must take each of them
  @Route('/:width(^\\d+$)x:height(^\\d+$)')
  besidePattern(width: number) {
    return '';
  }

  // refuses: has the path variables size, colour. The method must take each of them
  @Route('/:size(^(?:s|m):xl$)/:colour')
  colonInBrackets(size: string) {
    return '';
  }

  // refuses: has the path variables face, slug. The method must take each of them
  @Route('/:face(^\\(:x)/:slug')
  escapedBracket(face: string) {
    return '';
  }

  // refuses: "/:from-:to has the path variables from, to. The method must take each of them
  @Route('/:from-:to')
  hyphen(from: number) {
    return '';
  }

  // refuses: has the path variables from, to. The method must take each of them
  @Route('/:from(^\\d+$)-:to(^\\d+$)')
  hyphenAndPatterns(from: number) {
    return '';
  }

  // refuses: "/:id/:slug has the path variables id, slug
  @Route('/:id/:slug')
  amongInjected(request: Request, id: number, session: Session) {
    return '';
  }

  // refuses: "/:id/:slug has the path variables id, slug
  @Route('/:id/:slug')
  optional(id?: number) {
    return '';
  }

  // refuses: "The last variable of /pages/:page? may be missing. Write page?: number, or give the parameter a default, page: number = 1"
  @Route('/pages/:page?')
  missing(page: number) {
    return '';
  }

  // refuses: "The last variable of /rep/:id.:fmt? shares its part of the path, all of which would be left out. Write two methods, one for each path"
  @Get('/rep/:id.:fmt?')
  missingBesideOther(id: number, format?: string) {
    return '';
  }

  // refuses: The last variable of /:lang/v:number?/ shares its part of the path
  @Get('/:lang/v:number?/')
  missingBesideText(request: Request) {
    return '';
  }

  // refuses: The last variable of /of/:page? may be missing.
  @Get('/of/:page?')
  missingBeforeOptional(page: number, request?: Request) {
    return '';
  }

  // refuses: The last variable of /:year/:month?/ may be missing.
  @Get('/:year/:month?/')
  missingLast(request: Request, year: number, month: string, session: Session) {
    return '';
  }

  // refuses: "/:id/:slug has the path variables id, slug
  @Route('/:id/:slug')
  defaultValue(request: Request, id = 1) {
    return '';
  }

  // refuses: "/:order/:slug has the path variables order, slug
  @Route('/:order/:slug')
  literals(order: 'up' | 'down') {
    return '';
  }

  // refuses: "/:level/:slug has the path variables level, slug
  @Route('/:level/:slug')
  enumeration(level: Level) {
    return '';
  }

  // refuses: "/:id/:slug has the path variables id, slug
  @Route('/:id/:slug')
  branded(id: UserId) {
    return '';
  }

  // refuses: "/:id/:slug has the path variables id, slug
  @Route('/:id/:slug')
  boolean(id: boolean) {
    return '';
  }

  // refuses: "/:id/:slug has the path variables id, slug
  @Route('/:id/:slug')
  objectForOne(id: number, slug: User) {
    return '';
  }

  // refuses: "/:id/:slug has the path variables id, slug
  @Route('/:id/:slug')
  async later(id: number) {
    return '';
  }

  // refuses: "/:id/:slug has the path variables id, slug
  @Route('/:id/:slug')
  nothing(id: number): void {
    throw new Redirect('/');
  }

  // refuses: "/:id/:slug has the path variables id, slug
  @Route('/:id/:slug')
  private hidden(id: number) {
    return '';
  }

  overloaded(id: number): string;
  overloaded(id: number, request: Request): string;
  // refuses: "/:id/:slug has the path variables id, slug
  @Route('/:id/:slug')
  overloaded(id: number): string {
    return '';
  }

  // refuses: "/get/:id/:slug has the path variables id, slug
  @Get('/get/:id/:slug')
  // refuses: "/post/:id/:slug has the path variables id, slug
  @Post('/post/:id/:slug', { csrf: false })
  // refuses: "/put/:id/:slug has the path variables id, slug
  @Put('/put/:id/:slug')
  // refuses: "/patch/:id/:slug has the path variables id, slug
  @Patch('/patch/:id/:slug')
  // refuses: "/delete/:id/:slug has the path variables id, slug
  @Delete('/delete/:id/:slug')
  @Get('/:id')
  @Get('/')
  stacked(id: number) {
    return '';
  }

  @Route('/:id')
  overridden(id: number) {
    return '';
  }
}

class Overriding extends Variables {
  // refuses: "/of/:slug/:id has the path variables slug, id
  @Route('/of/:slug/:id')
  override overridden(id: number) {
    return 'mine';
  }
}

class Promises {
  // refuses: "The method returns an object with a promise in it, at .author. Await it first: JSON has no promises"
  @Route('/')
  member() {
    return { author, page: 1 };
  }

  // refuses: a promise in it, at .author
  @Route('/')
  async memberOfPromise() {
    return { author };
  }

  // refuses: a promise in it, at [].
  @Route('/')
  list() {
    return authors;
  }

  // refuses: a promise in it, at .authors[].
  @Route('/')
  listInMember() {
    return { authors };
  }

  // refuses: a promise in it, at [].author.
  @Route('/')
  memberOfList() {
    return [1, 2].map((id) => ({ id, author }));
  }

  // refuses: a promise in it, at .books[].author.
  @Route('/')
  memberOfListInMember() {
    return { books: [1, 2].map((id) => ({ id, author })) };
  }

  // refuses: a promise in it, at .author.
  @Route('/')
  optionalMember(): { author?: Promise<Author> } {
    return {};
  }

  // refuses: a promise in it, at .author.
  @Route('/')
  oneOfUnion(): Redirect | { author: Author | Promise<Author> } {
    return { author };
  }

  // refuses: a promise in it, at [].
  @Route('/')
  tuple(): [number, Promise<Author>] {
    return [1, author];
  }

  // refuses: a promise in it, at .${string}.
  @Route('/')
  dictionary(): Record<string, Promise<Author>> {
    return {};
  }

  // refuses: a promise in it, at .posts.
  @Route('/')
  instance() {
    return new LazyUser();
  }

  // refuses: a promise in it, at .author.
  @Route('/')
  thenable(): { author: PromiseLike<Author> } {
    return { author };
  }

  // refuses: a promise in it, at .author.
  @Route('/')
  ofThenable(): PromiseLike<{ author: Promise<Author> }> {
    return Promise.resolve({ author });
  }

  // refuses: a promise in it, at .1.
  @Route('/')
  numbered() {
    return { 1: author };
  }

  // refuses: a promise in it, at .books.first.author.
  @Route('/')
  deep() {
    return { books: { first: { author } } };
  }

  // refuses: a promise in it, at [].book.author.
  @Route('/')
  deepInList() {
    return [{ book: { author } }];
  }

  // refuses: a promise in it, at .author.
  @Route('/')
  besideAny(session: any) {
    return { author, user: session.user };
  }

  // refuses: a promise in it, at .second.
  @Route('/')
  two() {
    return { first: author, second: author };
  }

  // refuses: "/:id/:slug has the path variables id, slug
  @Route('/:id/:slug')
  bothMistakes(id: number) {
    return { author };
  }
}

class Generic<Item> {
  constructor(private readonly item: Item) {}

  // refuses: "/:id/:slug has the path variables id, slug
  @Route('/:id/:slug')
  variables(id: number) {
    return this.item;
  }

  // refuses: a promise in it, at .item.
  @Route('/:id')
  promise(id: number) {
    return { item: Promise.resolve(this.item) };
  }
}

class Answers {
  // refuses: "The method returns an object with a render() in it, at []. Return it alone; for a status, makeResponse(render(...), 404)"
  @Route('/')
  tuple() {
    return [render('page', { page: 1 }), 404];
  }

  // refuses: a render() in it, at .page. Return it alone
  @Route('/')
  async page() {
    return { page: render('page') };
  }

  // refuses: a sendFile() in it, at []. Return it alone; for a status, makeResponse(sendFile(...), 404)"
  @Route('/')
  file() {
    return [sendFile('a.txt'), 200] as const;
  }

  // refuses: an eventStream() in it, at .events. Return it alone
  @Route('/')
  events() {
    return { events: eventStream(['a']) };
  }

  // refuses: a Response in it, at []. Return it alone; for a status, new Response(body, { status: 404 })"
  @Route('/')
  response() {
    return [new Response('text'), 201];
  }

  // refuses: a Response of the web in it, at .answer. Return it alone"
  @Route('/')
  async ofTheWeb() {
    return { answer: await fetch('http://localhost/') };
  }

  // refuses: an Abort in it, at .error. Throw it, or return it alone"
  @Route('/')
  abort() {
    return { error: new Abort(404) };
  }

  // refuses: a Redirect in it, at .next. Throw it, or return it alone"
  @Route('/')
  redirect() {
    return { next: new Redirect('/') };
  }

  // refuses: a Map or Set in it, at .byName. JSON makes {} of it: write Object.fromEntries(map) or [...set]"
  @Route('/')
  map() {
    return { byName: new Map([['Ada', 1]]) };
  }

  // refuses: a Map or Set in it, at .books[].tags. JSON makes {} of it
  @Route('/')
  set() {
    return { books: [{ tags: new Set(['a']) }] };
  }

  // refuses: "The method may return undefined, which is not an answer. Write ?? abort(404) behind what may be missing, and return something at the end"
  @Route('/')
  maybe(): Author | undefined {
    return undefined;
  }

  // refuses: The method may return undefined
  @Route('/')
  async maybeLater() {
    return [1, 2].find((id) => id === 1);
  }

  // refuses: The method may return undefined
  @Route('/')
  forgotten(request: Request) {
    if (request.isJson) return { id: 1 };
  }

  // refuses: The method may return undefined
  @Route('/')
  mayBeVoid(): Author | void {}

  // refuses: "The method may return a bigint, which JSON does not know. Return its text, String(id), or an object with it and a response schema: z.bigint()"
  @Route('/')
  bigint() {
    return 1n;
  }

  // refuses: The method may return a bigint
  @Route('/')
  async bigintLater(): Promise<bigint | string> {
    return 1n;
  }

  @Route('/')
  context() {
    // refuses: "render() is given a promise, at .author. Await it first: templates do not wait"
    return render('page', { author });
  }

  @ErrorHandler(404)
  contextOfErrorHandler() {
    // refuses: render() is given a promise, at .list[].author. Await it first
    return render('page', { list: [1].map((id) => ({ id, author })) });
  }

  @Route('/')
  wholeContext() {
    // refuses: "render() is given a promise for its values. Await it first: templates do not wait"
    return render('page', author);
  }

  @Route('/')
  listAsContext() {
    // refuses: render() is given a list for its values. Give it a name, as in { notes }
    return render('page', [1, 2]);
  }

  @Route('/')
  async textOfRequest(request: Request) {
    // refuses: "render() is given a promise, at .author. Await it first: templates do not wait"
    return await request.render('page', { author });
  }

  @Route('/')
  textOfApp(request: Request) {
    // refuses: render() is given a list for its values. Give it a name, as in { notes }
    return request.app.render('page', [1, 2]);
  }
}

/** Mistakes that are told by TypeScript alone. */
class OwnMistakes {
  @Route('/')
  member(request: Request) {
    // refuses: Property 'nothing' does not exist on type 'Request'
    return { q: request.nothing };
  }

  @Route('/')
  alone(request: Request) {
    // refuses: Property 'nothing' does not exist on type 'Request'
    return request.nothing;
  }

  @Route('/')
  list(request: Request) {
    // refuses: Property 'nothing' does not exist on type 'Request'
    return [request.nothing];
  }

  @Route('/')
  nested(request: Request) {
    // refuses: Property 'nothing' does not exist on type 'Request'
    return { a: { b: [{ c: request.nothing, d: 1 }] } };
  }

  @Route('/')
  besideInterface(author: Author, request: Request) {
    // refuses: Property 'nothing' does not exist on type 'Request'
    return { author, tags: [request.nothing], deep: { of: request.args.getAll('a') } };
  }

  @Route('/')
  async later(request: Request) {
    // refuses: Property 'nothing' does not exist on type 'Request'
    return { q: await request.nothing, p: 1 };
  }

  @Route('/')
  promise(request: Request) {
    // refuses: Property 'nothing' does not exist on type 'Request'
    return Promise.resolve({ q: request.nothing });
  }

  @Route('/')
  spread(request: Request) {
    // refuses: Property 'nothing' does not exist on type 'Request'
    return { ...request.nothing, page: 1 };
  }

  @Route('/', ['POST'])
  field(note: NewNote) {
    // refuses: Property 'txet' does not exist on type 'NewNote'
    return { text: note.txet };
  }

  @Route('/')
  imported() {
    return { elsewhere: new Elsewhere(), of: [Elsewhere.all()] };
  }

  @Route('/:id/:slug')
  // refuses: Cannot find name 'Slugg'
  parameter(request: Request, id: number, slug: Slugg) {
    return { id };
  }

  // refuses: Cannot find name 'PATH'
  @Route(PATH)
  path(id: number) {
    return { id, author: Elsewhere.all() };
  }

  @Route('/')
  // refuses: Cannot find name 'Missing'
  returned(): Promise<Missing> {
    throw new Abort(501);
  }

  @Route('/')
  context(request: Request) {
    // refuses: Property 'nothing' does not exist on type 'Request'
    return render('page', { q: request.nothing, list: [{ a: request.isJson }] });
  }

  @BeforeRequest()
  hook(request: Request) {
    // refuses: Property 'nothing' does not exist on type 'Request'
    return request.nothing;
  }
}

class Guards {
  // refuses: "What a before-hook returns is the response, also true and false. Return undefined to go on, and throw new Abort(403) to refuse"
  @BeforeRequest()
  guard(session: Session): boolean {
    return session.has('userId');
  }

  // refuses: What a before-hook returns is the response, and the request is not one
  @BeforeRequest()
  passOn(request: Request) {
    return request;
  }

  // refuses: What a before-hook returns is the response
  @BeforeRequest({ scope: 'app' })
  async later() {
    return true;
  }

  // refuses: What a before-hook returns is the response
  @BeforeRequest()
  orRedirect(session: Session) {
    return session.has('userId') || new Redirect('/login');
  }

  // refuses: What a before-hook returns is the response
  @BeforeRequest()
  orNothing(session: Session): Promise<boolean | undefined> {
    return Promise.resolve(session.has('userId'));
  }
}

class Afterwards {
  // refuses: "What an after-hook returns is sent in place of the response, also true, false, numbers and null. Change the Response that it is given, and return nothing"
  @AfterRequest()
  done(response: Response) {
    response.headers.set('X-Done', '1');
    return true;
  }

  // refuses: What an after-hook returns is sent in place of the response, also true
  @AfterRequest({ scope: 'app' })
  async orNull(response: Response): Promise<Response | null> {
    return response.status === 200 ? response : null;
  }

  // refuses: What an after-hook returns is sent in place of the response, and the request is not one
  @AfterRequest()
  passOn(request: Request) {
    return request;
  }
}

class Misplaced {
  // refuses: Unable to resolve signature of property decorator
  @Route('/')
  field = () => '';

  // refuses: Type 'string' is not assignable to type 'Method'
  @Route('/')
  get accessor() {
    return '';
  }

  // refuses: Argument of type 'string' is not assignable to parameter of type 'readonly string[]'
  @Route('/', 'POST')
  methods() {
    return '';
  }
}

class Described {
  // refuses: is not assignable to type 'string | StandardSchema<unknown, unknown> | DocumentedResponse | undefined'
  @Get('/invoice', { openapi: { responses: { 200: { type: 'pdf' } } } })
  invoice() {
    return '';
  }

  // refuses: 'typ' does not exist in type
  @Get('/notes.csv', { openapi: { responses: { 200: { description: 'All', typ: 'text/csv' } } } })
  notes() {
    return '';
  }

  // refuses: is not assignable to type 'string | StandardSchema<unknown, unknown> | DocumentedResponse | undefined'
  @Get('/all', { openapi: { responses: { 200: { schema: z.array(z.string()), type: 'text/csv' } } } })
  all() {
    return '';
  }
}

export function urls(request: Request, app: App): void {
  // refuses: Argument of type '"oneOfTree"' is not assignable to parameter of type
  request.urlFor(Variables, 'oneOfTree', { id: 1 });
  // refuses: Argument of type '"hidden"' is not assignable to parameter of type
  request.urlFor(Variables, 'hidden', { id: 1 });
  // refuses: Argument of type '"field"' is not assignable to parameter of type
  app.urlFor(Variables, 'field');
  // refuses: Argument of type 'Variables' is not assignable to parameter of type 'Class'
  app.urlFor(new Variables(), 'oneOfTwo');
  // refuses: Argument of type 'typeof Overriding' is not assignable to parameter of type 'string'
  app.urlFor(Overriding);
  // refuses: No overload matches this call
  app.urlFor('variables.longPath', {}, { ancor: 'top' });
}

export function urlValues(request: Request, values: Promise<{ id: number }>): void {
  // refuses: No overload matches this call
  request.urlFor('.list', [1]);
  // refuses: No overload matches this call
  request.urlFor('.list', 'page');
  // refuses: No overload matches this call
  request.urlFor('.list', () => ({ id: 1 }));
  // refuses: No overload matches this call
  request.urlFor('.list', Variables);
  // refuses: No overload matches this call
  request.urlFor('.list', request.args);
  // refuses: No overload matches this call
  request.urlFor('.list', new Map([['id', 1]]));
  // refuses: No overload matches this call
  request.urlFor('.list', values);
  // refuses: No overload matches this call
  request.urlFor('.list', 1);
}

export function services(app: App): void {
  // refuses: Type 'Slug' is not assignable to type 'string'
  const other: string = app.service(Slug);
}

export function values(request: Request): void {
  // refuses: Type 'string | undefined' is not assignable to type 'string'
  const word: string = request.args.get('word');
  // refuses: Type 'string' is not assignable to type 'number'
  const unconverted: number = request.args.get('page', 1);
  // refuses: is not assignable to type 'number'
  const page: number = request.args.get('page', undefined, Number);
  // refuses: is not assignable to type 'string'
  const text: string = request.args.get('page', '', Number);
  // refuses: Property 'set' does not exist
  request.args.set('page', 1);
  // refuses: is not assignable to type 'number'
  const own: number = new MultiDict<string>([['a', '1']]).require('a');
}

export function stopping(found: string | undefined): void {
  // refuses: Type 'string' is not assignable to type 'number'
  const name: number = found ?? abort(404);
  // refuses: No overload matches this call
  abort('404');
  // refuses: Argument of type 'undefined' is not assignable to parameter of type 'string'
  redirect(undefined);
  // refuses: Expected 1-3 arguments, but got 0
  new Redirect();
  // refuses: 'state' does not exist in type
  new Response('text', { state: 200 });
  // refuses: Type 'SafeHtml' is not assignable to type 'string'
  const markup: string = html`<p>`;
}

export function sessions(session: Session): void {
  const userId: number | undefined = session.get('userId');
  const theme: 'light' | 'dark' = session.get('theme', 'light');
  session.set('userId', 1).set('theme', 'dark');
  const popped: number = session.pop('userId', 0);
  // refuses: Argument of type 'string' is not assignable to parameter of type 'number'
  session.set('userId', '1');
  // refuses: Argument of type '"green"' is not assignable
  session.set('theme', 'green');
  // refuses: Type 'number | undefined' is not assignable to type 'number'
  const maybe: number = session.get('userId');
  // refuses: Type 'number | undefined' is not assignable to type 'string'
  const other: string = session.pop('userId');
  // refuses: Type 'number' is not assignable to type 'string'
  const text: string = session.get('visits', 0);
  // refuses: Type 'number | undefined' is not assignable to type 'number'
  const visits: number = session.get('visits');
  // refuses: is not assignable to type 'number'
  const sum: number = 1 + session.pop('visits', '0');
}

export function requests(request: Request): void {
  // refuses: Type 'string' is not assignable to type 'number'
  request.state.visits = 'many';
  // refuses: Argument of type '"json"' is not assignable to parameter of type '`${string}/${string}`'
  request.accepts('json');
  // refuses: Property 'set' does not exist on type 'MultiDict<string>'
  request.args.set('page', '2');
}

class NewNote extends Form(z.object({ text: z.string() })) {}
class Tags extends Json(z.array(z.string())) {}

export async function inputs(request: Request): Promise<void> {
  const { value, issues } = await NewNote.validate(request);
  // refuses: 'value' is possibly 'undefined'
  const early: string = value.text;
  if (issues) return;
  // refuses: Property 'title' does not exist on type 'NewNote'
  const title: string = value.title;
  // refuses: Type 'string' is not assignable to type 'number'
  const text: number = value.text;
  // refuses: is missing in type '{}' but required in type
  new NewNote({});
  // refuses: Expected 1 arguments, but got 0
  new NewNote();
  // refuses: is not assignable to parameter of type 'StandardSchema<unknown, Fields>'
  Query(z.array(z.string()));
  // refuses: is missing in type '{}' but required in type
  new Tags({});
  // refuses: Property 'length' does not exist on type 'Tags'
  new Tags({ value: [] }).length;
  // refuses: 'text' does not exist in type 'StandardSchema<unknown, unknown>'
  Json({ text: z.string() });
  // refuses: is not assignable to parameter of type 'StandardSchema<unknown, Fields>'
  Form(z.map(z.string(), z.string()));
  // refuses: 'text' does not exist in type 'StandardSchema<unknown, Fields>'
  Form({ text: z.string() });
}

export function abstractController() {
  abstract class Base {
    abstract find(): string;
  }
  // refuses: Type 'typeof Base' is not assignable to type
  createApp({ controllers: [Base] });
}

/** What compiles: a fallback of a key's own type is of that type, so that an empty list can be added to. */
export function fallbacks(session: Session): unknown[] {
  session.get('picked', []).push(3);
  session.pop('picked', []).push(3);
  const apples: number | undefined = session.get('basket', {})['apples'];
  const theme: 'light' | 'dark' = session.get('theme', 'light');
  const nobody: number | null = session.get('userId', null);
  return [apples, theme, nobody];
}
