/* eslint-disable @typescript-eslint/no-unused-vars, @typescript-eslint/no-explicit-any -- only the types matter here */
import { Readable } from 'node:stream';
import type { ReadableStreamDefaultReader } from 'node:stream/web';

import { type } from 'arktype';
import {
  abort,
  Abort,
  AfterRequest,
  BeforeRequest,
  Controller,
  createApp,
  Delete,
  ErrorHandler,
  eventStream,
  Cookies,
  Form,
  FromRequest,
  Get,
  html,
  makeResponse,
  MultiDict,
  OnStart,
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
  type UploadedFile,
  Headers,
  Json,
  Query,
  type Issue,
  type UrlValues,
} from 'phial';
import * as v from 'valibot';
import { z } from 'zod';

import type { PathVariables } from '../../lib/classes/route-types.js';

// What no compiler may complain about: types.spec.ts and `npm run typecheck` read this file.

interface Author {
  id: number;
  name: string;
}

class Named {
  constructor(readonly text: string) {}

  static fromPath(text: string): Named | undefined {
    return new this(text);
  }

  toPath(): string {
    return this.text;
  }
}

class Tag extends Named {}

class Store {
  find(id: number): Author | undefined {
    return id === 1 ? { id, name: 'Ada' } : undefined;
  }

  async load(id: number): Promise<Author> {
    return { id, name: 'Ada' };
  }
}

class CurrentUser {
  constructor(
    readonly id: number,
    readonly name: string,
  ) {}

  // A promise that a method gives is no promise inside.
  async friends(): Promise<CurrentUser[]> {
    return [this];
  }

  @FromRequest()
  static async load(session: Session, store: Store): Promise<CurrentUser> {
    const id: number | undefined = session.get('userId');
    if (id === undefined) return redirect('/login');
    return new CurrentUser(id, (await store.load(id)).name);
  }
}

class Transaction {
  @FromRequest()
  static async *open(store: Store) {
    yield new this();
    await store.load(1);
  }
}

export class Lock {
  @FromRequest()
  static *take(): Generator<Lock, void> {
    yield new this();
  }
}

export class Audit extends Transaction {
  @FromRequest()
  static override async *open(store: Store): AsyncGenerator<Audit, void, undefined> {
    yield new this();
    await store.load(2);
  }
}

class NewNote extends Form(z.object({ text: z.string() })) {}

enum Level {
  Low,
  High,
}
enum Colour {
  Red = 'red',
  Blue = 'blue',
}
type UserId = number & { readonly brand: unique symbol };
type Slug = string & { readonly brand: unique symbol };

class Variables {
  @Route('/')
  none() {
    return '';
  }

  @Route('/:id')
  one(id: number) {
    return '';
  }

  @Route('/users/:id/posts/:slug')
  two(id: number, slug: string) {
    return '';
  }

  @Route('/users/:id/posts/:slug')
  noneOfTwo() {
    return '';
  }

  @Route('/users/:id/posts/:slug')
  onlyInjected(request: Request, session: Session, user: CurrentUser) {
    return '';
  }

  @Route('/users/:id/posts/:slug')
  amongInjected(request: Request, id: number, user: CurrentUser, slug: string, store: Store, note: NewNote) {
    return '';
  }

  @Route('/:a/:b/:c/:d/:e')
  five(a: string, b: number, c: boolean, d: bigint, e: string) {
    return '';
  }

  @Route('/users/:id/posts/:slug')
  ofClass(id: number, slug: Named) {
    return slug.text;
  }

  @Route('/users/:id/posts/:slug')
  ofSubclassAmongInjected(request: Request, id: number, store: Store, tag: Tag) {
    return '';
  }

  @Route('/posts/:slug?')
  optionalOfClass(slug?: Named) {
    return '';
  }

  @Route('/files/*')
  wildcard(path: string) {
    return '';
  }

  @Route('/:owner/*')
  variableAndWildcard(owner: string, path: string) {
    return '';
  }

  @Route('/:id(^\\d+$)')
  pattern(id: number) {
    return '';
  }

  @Route('/:year(^\\d{4}$)/:slug')
  patternAndVariable(year: number, slug: string) {
    return '';
  }

  @Route('/:name(^(?:ada|(grace))\\)*$)/:slug')
  nestedBracketsAndColons(name: string, slug: string) {
    return '';
  }

  @Route('/:from-:to')
  hyphen(from: number, to: number) {
    return '';
  }

  @Route('/:from(^\\d+$)-:to(^\\d+$)')
  hyphenAndPatterns(from: number, to: number) {
    return '';
  }

  @Route('/:file.:extension')
  dot(file: string, extension: string) {
    return '';
  }

  @Route('/notes/:id?')
  optionalVariable(id?: number) {
    return '';
  }

  @Route('/lists/:id/:page?')
  optionalOfTwo(request: Request, id: number, page = 1, session: Session) {
    return '';
  }

  @Get('/lists/:page?')
  optionalUntaken(request: Request, session?: Session) {
    return '';
  }

  @Get('/any/:page?/')
  optionalOfAnyType(page: any) {
    return '';
  }

  @Route('/at::noon/:day')
  colon(day: string) {
    return '';
  }

  @Route('/:page/:size')
  optionalParameters(page?: number, size?: number) {
    return '';
  }

  @Route('/:page/:size')
  defaults(request: Request, page = 1, size: number = 20) {
    return '';
  }

  @Route('/:order/:colour/:level')
  literals(order: 'up' | 'down', colour: Colour, level: Level) {
    return '';
  }

  @Route('/:id/:slug')
  branded(id: UserId, slug: Slug) {
    return '';
  }

  @Route('/:id/:version')
  template(id: `user-${number}`, version: `v${number}`) {
    return '';
  }

  // The doctor refuses these, since no compiler writes down what they are.
  @Route('/:id/:slug')
  unknown(id: unknown, slug: any) {
    return '';
  }

  @Route('/:id/:slug')
  rest(...parts: unknown[]) {
    return '';
  }

  // The controller's prefix may have variables of its own, which the compiler does not see.
  @Route('/:id')
  more(organisation: string, id: number) {
    return '';
  }

  overloaded(id: number): string;
  overloaded(id: number, request: Request): string;
  @Route('/:id')
  overloaded(id: number): string {
    return '';
  }

  @Route('/:id')
  receiver(this: Variables, id: number) {
    return '';
  }

  @Route('/:id')
  ownTypeParameter<Value extends string>(id: Value): Value[] {
    return [id];
  }

  @Route('/private/:id')
  private hidden(id: number) {
    return '';
  }

  @Route('/protected/:id')
  protected shielded(id: number) {
    return '';
  }

  @Get('/old')
  @Get('/new')
  @Post('/new', { csrf: false })
  @Route('/other', ['patch', 'DELETE'])
  @Route('/users/:id/posts/:slug')
  stacked(request: Request) {
    return '';
  }

  @Get('/:id')
  get(id: number) {
    return '';
  }

  @Post('/:id')
  post(id: number) {
    return '';
  }

  @Put('/:id')
  put(id: number) {
    return '';
  }

  @Patch('/:id')
  patch(id: number) {
    return '';
  }

  @Delete('/:id')
  delete(id: number, session: Session) {
    return '';
  }
}

class Overriding extends Variables {
  @Route('/one/:id')
  override one(id: number) {
    return 'mine';
  }

  override two(id: number, slug: string) {
    return 'without a decorator';
  }
}

declare const path: string;
declare const prefix: string;
const METHODS = ['GET', 'POST'] as const;
const BASE = '/users/:id';

class Paths {
  @Route(path)
  anyPath(id: number) {
    return '';
  }

  @Route(`${prefix}/:id/:slug`)
  unknownPrefix(id: number, slug: string) {
    return '';
  }

  @Route(`${BASE}/posts/:slug`, METHODS)
  knownPrefix(id: number, slug: string) {
    return '';
  }
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

interface Tree {
  value: string;
  parent: Tree | null;
  children: Tree[];
  byName: Record<string, Tree>;
}

interface Post {
  author: Author;
  replies: Post[];
  written: Date;
  picture?: UploadedFile;
  state: 'draft' | 'public';
  extra: any;
  more: unknown;
}

/** A promise of its own, which it leaves out of the JSON. */
class Report {
  readonly ready = Promise.resolve();

  toJSON() {
    return { report: true };
  }
}

/** Rows of a database, with promises of their own. */
class Rows {
  readonly ended = Promise.resolve();

  *[Symbol.iterator]() {
    yield 'row';
  }
}

class RowsLater {
  readonly ended = Promise.resolve();

  async *[Symbol.asyncIterator]() {
    yield 'row';
  }
}

class Labels extends Map<string, string> {
  toJSON() {
    return Object.fromEntries(this);
  }
}

class Returns {
  constructor(private readonly store: Store) {}

  @Route('/') rows() {
    return new Rows();
  }
  @Route('/') rowsLater() {
    return new RowsLater();
  }
  @Route('/') rowsInside() {
    return { rows: new Rows(), later: new RowsLater() };
  }
  @Route('/') labels() {
    return { labels: new Labels() };
  }

  @Route('/') text() {
    return 'text';
  }
  @Route('/') markup() {
    return html`<p>${1}</p>`;
  }
  @Route('/') number() {
    return 1;
  }
  @Route('/') async fetched() {
    return fetch('http://localhost/');
  }
  @Route('/') fetchedLater() {
    return fetch('http://localhost/');
  }
  @Route('/') ofTheWeb(): globalThis.Response | Author {
    return globalThis.Response.json({});
  }
  @Route('/') orNull(): Author | Redirect | null {
    return this.store.find(1) ?? null;
  }
  @Route('/') undefinedAlone() {
    return undefined;
  }
  @Route('/') async voidLater(): Promise<void> {
    throw new Abort(404);
  }
  @Route('/') undefinedMembers(): { author: Author | undefined; list: (Author | undefined)[] } {
    return { author: this.store.find(1), list: [this.store.find(2)] };
  }
  @Route('/') looksLikeAnError(): { name: string; message: string; status: number; location: string } {
    throw new Abort(501);
  }
  @Route('/') pageOrFile(id: boolean) {
    return id ? render('page', { id }) : sendFile('a.txt');
  }
  @Route('/') map() {
    return { size: new Map<string, number>().size, tags: [...new Set(['a'])] };
  }
  @Route('/') empty() {
    return null;
  }
  @Route('/') nothing() {}
  @Route('/') throwing(): void {
    throw new Abort(404);
  }
  @Route('/') never(): never {
    throw new Redirect('/');
  }
  @Route('/') anything(): any {
    return 1;
  }
  @Route('/') something(): unknown {
    return 1;
  }
  @Route('/') object(): object {
    return {};
  }
  @Route('/') members() {
    return { author: this.store.find(1), list: [1, 2], nested: { deeper: { deepest: [new Date()] } } };
  }
  @Route('/') optional(): { next?: string; author?: Author | null } {
    return {};
  }
  @Route('/') list(): readonly Author[] {
    return [];
  }
  @Route('/') tuple(): [Author, number?] {
    return [{ id: 1, name: 'Ada' }];
  }
  @Route('/') dictionary(): Record<string, Author> {
    return {};
  }
  @Route('/') post(): Post {
    throw new Abort(501);
  }
  @Route('/') json(): Json {
    return { a: [1, { b: null }] };
  }
  @Route('/') tree(): Tree {
    throw new Abort(501);
  }
  @Route('/') promise() {
    return this.store.load(1);
  }
  @Route('/') async later() {
    return { author: await this.store.load(1) };
  }
  @Route('/') async laterOrNever() {
    return this.store.find(1) ?? abort(404);
  }
  @Route('/') thenable(): PromiseLike<Author> {
    return this.store.load(1);
  }
  @Route('/') sometimesPromise(): Author | Promise<Author> {
    return this.store.load(1);
  }
  @Route('/') all() {
    return Promise.all([1, 2].map((id) => this.store.load(id)));
  }
  @Route('/') instance(user: CurrentUser) {
    return { user };
  }
  @Route('/') report() {
    return { report: new Report() };
  }
  @Route('/') response() {
    return new Response('text', { status: 201 });
  }
  @Route('/') made() {
    return makeResponse({ a: 1 }, 201);
  }
  @Route('/') redirected() {
    return new Redirect('/');
  }
  @Route('/') stopped() {
    return redirect('/');
  }
  @Route('/') template() {
    return render('index', {});
  }
  @Route('/') pageOfAll(request: Request, session: Session, app: App, user: CurrentUser) {
    return render('index', { request, session, app, user, list: [this.store.find(1)], byName: new Map() });
  }
  @Route('/') replied(request: Request) {
    const { reply } = request.environ;
    return request.isJson ? reply.code(201).send({}) : { request: 1 };
  }
  @Route('/') file() {
    return sendFile('a.txt');
  }
  @Route('/') bytes() {
    return Buffer.from('a');
  }
  @Route('/') array() {
    return new Uint8Array(1);
  }
  @Route('/') nodeStream() {
    return Readable.from(['a']);
  }
  @Route('/') webStream() {
    return new Blob(['a']).stream();
  }
  @Route('/') anyStream(): ReadableStream | Readable {
    return Readable.from(['a']);
  }
  @Route('/') events() {
    return eventStream(this.ticks());
  }
  @Route('/') asyncIterator() {
    return this.ticks();
  }
  @Route('/') async *asyncGenerator() {
    yield 'a';
  }
  @Route('/') *generator() {
    yield 'a';
  }
  @Route('/') asyncIterable(): AsyncIterable<string> {
    return this.ticks();
  }
  @Route('/') sent(request: Request) {
    return request.environ.reply.send('sent');
  }
  @Route('/') itself() {
    return this;
  }
  @Route('/') callback() {
    return { run: async (reader: ReadableStreamDefaultReader) => reader.closed };
  }

  private async *ticks() {
    yield 'tick';
  }
}

/** Nothing is known yet of what a generic controller returns, and so nothing is refused. */
abstract class Crud<Item, Id extends string | number> {
  abstract find(id: Id): Promise<Item | undefined>;

  @Get('/')
  async list(): Promise<Item[]> {
    return [];
  }

  @Get('/:id')
  async show(id: Id): Promise<Item> {
    return (await this.find(id)) ?? abort(404);
  }

  @Get('/:id/of/:other')
  async pair(id: Id, other: Id) {
    return { first: await this.find(id), second: await this.find(other) };
  }

  @Get('/:id/self')
  self(id: number) {
    return this;
  }

  @Get('/:id/maybe')
  async maybe(id: Id): Promise<Item> {
    return (await this.find(id))!;
  }

  @Get('/:id/page')
  async page(id: Id, item: Item) {
    return render('page', { id, item, found: await this.find(id), list: await this.list() });
  }
}

@Controller('/authors')
class Authors extends Crud<Author, number> {
  async find(id: number) {
    return { id, name: 'Ada' };
  }
}

type Method = (...args: any[]) => unknown;

/** Decorators of a user's own. */
function ApiRoute<const Path extends string>(path: Path) {
  return <M extends Method>(target: object, name: string, descriptor: TypedPropertyDescriptor<M>): void => {
    Route(`/api${path}`)(target, name, descriptor);
  };
}

function Both(path: string): MethodDecorator {
  return (target, name, descriptor: PropertyDescriptor) => {
    Get('/:a/:b')(target, name, descriptor);
    Route(path, ['POST'])(target, name, descriptor);
  };
}

/** A template as text. */
async function mail(app: App, request: Request, values: Record<string, unknown>): Promise<string[]> {
  const language: 'en' | 'de' | undefined = request.acceptsLanguages('en', 'de');
  return [app.render('mail.txt'), app.render('mail.txt', { language }), await request.render('page', values)];
}

/** Rendering of a user's own. */
function page<Values extends object>(values: Values) {
  return render('page', values);
}

function pageOfAll(values: Record<string, unknown>, more: object, any: any) {
  const either = values['page'] === 1 ? { page: 1 } : { error: 'None', list: [1] };
  return [render('page', values), render('page', more), render('page', any), render('page'), render('page', either)];
}

class Wrapped {
  @ApiRoute('/:id/:slug')
  @Both('/x')
  show(id: number, slug: string) {
    return '';
  }
}

function Members(): MethodDecorator {
  return BeforeRequest();
}

/** A hook for each subclass. */
abstract class Guarded<User> {
  abstract load(session: Session): Promise<User | undefined>;

  @BeforeRequest()
  protected load_(session: Session) {
    return this.load(session);
  }
}

class Hooks {
  @BeforeRequest({ scope: 'app' }) before(request: Request, session: Session) {}
  @BeforeRequest() mayRedirect(session: Session): Redirect | undefined {
    return session.has('userId') ? undefined : new Redirect('/login');
  }
  @BeforeRequest() async mayAnswer(request: Request) {
    if (request.isSecure) return 'text';
    return request.isJson ? { error: 'Not here', fatal: true } : undefined;
  }
  @BeforeRequest() anything(request: Request): any {}
  @BeforeRequest() something(request: Request): unknown {
    return undefined;
  }
  @Members() private guarded() {}
  @AfterRequest() after(response: Response) {}
  @ErrorHandler(404) missing(error: Abort, request: Request) {
    return { path: request.path };
  }
  @ErrorHandler(RangeError) range(error: RangeError) {
    return error.message;
  }
  @OnStart() start(app: App) {}
}

export function urls(request: Request, app: App): string[] {
  return [
    request.urlFor('variables.one', { id: 1 }),
    request.urlFor('.one', { id: 1 }, { external: true }),
    request.urlFor(Variables, 'one', { id: 1 }),
    request.urlFor(Overriding, 'one', { id: 1, page: [1, 2], none: null }, { anchor: 'top', method: 'GET' }),
    request.urlFor(Authors, 'show', { id: 1 }),
    request.urlFor(Crud, 'list'),
    app.urlFor(Returns, 'later'),
    app.urlFor('static', { filename: 'app.css' }),
  ];
}

class Paging extends Query(z.object({ page: z.number(), sort: z.string().optional() })) {
  get next() {
    return { ...this, page: this.page + 1 };
  }
}

interface Sorting {
  sort: string;
  page?: number;
}

/** An object without an index signature has its values all the same. */
export function urlsOf(request: Request, app: App, paging: Paging, sorting: Sorting, values: UrlValues): string[] {
  return [
    request.urlFor('.list', paging),
    request.urlFor('.list', paging.next),
    request.urlFor(Crud, 'list', sorting),
    app.urlFor('notes.list', sorting, { external: true }),
    app.urlFor(Returns, 'later', Object.freeze({ id: 1 })),
    request.urlFor('.list', values),
  ];
}

export function values(request: Request): unknown[] {
  const page: number = request.args.get('page', 1, Number);
  const since: Date | undefined = request.args.get('since', undefined, (text) => new Date(text));
  const word: string | undefined = request.args.get('word');
  const wordOrNothing: string = request.args.get('word', '');
  const wordOrNull: string | null = request.args.get('word', null);
  const tags: string[] = request.form.getAll('tag');
  const title: string = request.form.require('title');
  const size: number = request.files.require('picture').size;
  const own: number = new MultiDict([['a', 1]]).get('a', 0);
  return [page, since, word, wordOrNothing, wordOrNull, tags, title, size, own];
}

export function stopping(store: Store, session: Session): Author {
  if (store.find(2) === undefined) redirect('/');
  const author: Author = store.find(1) ?? abort(404);
  const userId: number =
    session.get('userId') ?? abort(401, 'Log in first.', { headers: { 'WWW-Authenticate': 'Basic' } });
  return userId === author.id ? author : abort(new Response('no', { status: 403 }));
}

/** must-not-compile.ts names keys of the session, as a package may. Those of the app need not be among them. */
export function sessions(session: Session, key: string): unknown[] {
  const unnamed: unknown = session.get('visits');
  const expected: number | undefined = session.get('visits');
  const said = session.get<number>('visits') ?? 0;
  const fallback = session.get('visits', 0);
  const items: number[] = session.get('items', []);
  const user = session.get<Author | null>('user', null);
  const popped = session.pop('visits', 0);
  session.set('visits', said + fallback + popped).set(key, fallback === 1);
  const any: unknown = session.get(key) ?? session.pop(key);
  return [unnamed, expected, items, user?.name, any, session.has('visits'), session.delete(key), session.has('userId')];
}

/** After a call that never returns, the compiler knows more. */
export function narrowed(store: Store): string {
  const author = store.find(1);
  if (author === undefined) abort(404);
  return author.name;
}

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Variables_ = [
  Same<PathVariables<'/'>, []>,
  Same<PathVariables<'/:id'>, ['id']>,
  Same<PathVariables<'/users/:id/posts/:slug/'>, ['id', 'slug']>,
  Same<PathVariables<'/files/*'>, ['*']>,
  Same<PathVariables<'/:a/:b/:c/:d/:e/*'>, ['a', 'b', 'c', 'd', 'e', '*']>,
  Same<PathVariables<'/:id(^\\d+$)'>, ['id']>,
  Same<PathVariables<'/:year(^\\d{4}$)/:slug'>, ['year', 'slug']>,
  Same<PathVariables<'/:from(^\\d+$)-:to(^\\d+$)/x'>, ['from', 'to']>,
  Same<PathVariables<'/:name(^(?:a|(b))\\)*$)/:slug'>, ['name', 'slug']>,
  Same<PathVariables<'/:file.:extension'>, ['file', 'extension']>,
  Same<PathVariables<'/:day/at::noon/:id?'>, ['day', 'id']>,
];
export const pathVariables: Variables_ = [true, true, true, true, true, true, true, true, true, true, true];
export const all = [Paths, Wrapped, Hooks, Guarded, page, pageOfAll];

const Pet = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cat'), lives: z.number() }),
  z.object({ kind: z.literal('dog'), good: z.boolean() }),
]);

class NewPet extends Json(Pet) {
  get sound(): string {
    return this.kind === 'cat' ? `meow, ${this.lives ?? 9} times` : String(this.good);
  }
}

class Loose extends Query(z.looseObject({ page: z.coerce.number().default(1) })) {
  get offset(): number {
    return this.page * 10;
  }
}

class Tags extends Json(z.array(z.string())) {
  get first(): string | undefined {
    return this.value[0];
  }
}
class Height extends Json(v.nullable(v.number())) {}
class Day extends Json(z.iso.date().transform((text) => new Date(text))) {}
class Ids extends Json(type('number[]')) {}
class Trace extends Headers(z.object({ 'x-request-id': z.string(), 'x-retry': z.coerce.number().optional() })) {
  readonly retries: number = this['x-retry'] ?? 0;
}
class Theme extends Cookies(v.object({ theme: v.picklist(['light', 'dark']) })) {}
class Scores extends Form(z.record(z.string(), z.number())) {}
class Anything extends Json(z.any()) {}
class Length extends Form(
  v.object({
    text: v.pipe(
      v.string(),
      v.transform((text) => text.length),
    ),
  }),
) {}
class Numbers extends Json(type({ 'count?': 'string.integer.parse', names: 'string[]' })) {
  override names: string[] = [];
}

export async function inputs(request: Request): Promise<unknown[]> {
  const { value, issues } = await NewPet.validate(request);
  if (issues) {
    const list: Issue[] = issues;
    const none: undefined = value;
    return [list, none];
  }
  const pet: NewPet = value;
  const loose: Loose = new Loose({ page: 1, more: 'x' });
  const more: unknown = loose['more'];
  const score: number | undefined = new Scores({ ada: 1 })['ada'];
  const { text }: { text: number } = new Length({ text: 5 });
  const { count, names }: { count?: number | undefined; names: string[] } = new Numbers({ names: [] });
  const theme: 'light' | 'dark' = new Theme({ theme: 'dark' }).theme;
  const trace: string = new Trace({ 'x-request-id': 'a' })['x-request-id'];
  return [theme, trace, pet.sound, loose.offset, more, score, text, count, names, new Anything({})];
}

export async function bodies(request: Request): Promise<unknown[]> {
  const tags: Tags = new Tags({ value: ['a'] });
  const { value: list } = await Tags.validate(request);
  const level: number | null = new Height({ value: 5 }).value;
  const day: Date = new Day({ value: new Date() }).value;
  const ids: number[] = new Ids({ value: [1] }).value;
  const response: Parameters<typeof Get>[1] = { response: NewPet };
  return [tags.first, list?.value.length, level, day, ids, response];
}

/** Keys of one's own, and of plugins whose types are not there, as Fastify takes them. */
export class Configured {
  @Get('/export', { config: { plan: 'paid', rateLimitOf: { max: 5 } } })
  plan(request: Request) {
    const plan: unknown = request.route?.config['plan'];
    return { isFree: plan === 'free' };
  }
}

/** Responses by a sentence, a schema, a media type, or a schema and more. */
export class Described {
  @Get('/place', {
    openapi: {
      responses: {
        200: { description: 'A place', schema: z.object({ name: z.string() }), type: 'application/geo+json' },
        '2XX': { type: 'image/*' },
        404: 'No such place',
        409: z.object({ name: z.string() }),
        default: { schema: z.object({ code: z.int() }) },
      },
    },
  })
  place() {
    return { name: 'Here' };
  }
}

/** Classes that Phial makes, whatever their constructors take, and objects that the user made. */
export function controllersOfApps(classes: object[], store: NoteStore) {
  class Listed {
    constructor(readonly store: NoteStore) {}
  }
  class Plain {}
  return [createApp({ controllers: [Listed, Plain, new Listed(store)] }), createApp({ controllers: classes })];
}

/** A script asks for a service by its class. */
export function titlesOf(app: App): string[] {
  return app.service(Titles).all();
}

abstract class Titles {
  abstract all(): string[];
}

interface NoteStore {
  all(): string[];
}
