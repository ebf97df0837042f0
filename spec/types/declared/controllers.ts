/* eslint-disable @typescript-eslint/require-await -- only the types matter here */
import { Readable } from 'node:stream';

import {
  abort,
  AfterRequest,
  BeforeRequest,
  ContextProcessor,
  Controller,
  ErrorHandler,
  eventStream,
  Get,
  html,
  makeResponse,
  Post,
  redirect,
  Redirect,
  render,
  Request,
  Response,
  sendFile,
  Session,
  type Abort,
} from 'phial';

// What types.spec.ts compiles with `declaration` and `composite`: an exported class, and no type written down. The compiler
// must find a name for what each method returns.

class Note {
  constructor(readonly text: string) {}
}

@Controller('/kinds')
export class Kinds {
  @Get('/text')
  text() {
    return 'text';
  }

  @Get('/markup')
  markup() {
    return html`<p>${1}</p>`;
  }

  @Get('/object')
  object() {
    return { id: 1, tags: ['a'], at: new Date(0) };
  }

  @Get('/list')
  async list() {
    return [1, true, null];
  }

  @Get('/buffer')
  buffer() {
    return Buffer.from('bytes');
  }

  @Get('/bytes')
  bytes() {
    return new Uint8Array(1);
  }

  @Get('/stream')
  stream() {
    return Readable.from(['a', 'b']);
  }

  @Get('/web-stream')
  webStream() {
    return new Blob(['text']).stream();
  }

  @Get('/generator')
  *generator() {
    yield 'a';
  }

  @Get('/async-generator')
  async *asyncGenerator() {
    yield 'a';
  }

  @Get('/page')
  page() {
    return render('page', { title: 'Page' });
  }

  @Get('/later-page')
  async laterPage() {
    return render('page');
  }

  @Get('/page-of-data')
  async pageOfData(request: Request) {
    return render('page', { request, notes: [new Note('text')], byId: new Map([[1, new Note('text')]]) });
  }

  @Get('/instance')
  instance() {
    return new Note('text');
  }

  @Get('/instances')
  async instances(): Promise<{ notes: Note[]; next?: string }> {
    return { notes: [new Note('text')] };
  }

  @Get('/null')
  null() {
    return null;
  }

  @Get('/number')
  number() {
    return 1;
  }

  @Get('/nothing')
  nothing(): void {
    abort(404);
  }

  @Get('/reply')
  reply(request: Request) {
    return request.environ.reply.send('text');
  }

  @Get('/file')
  file() {
    return sendFile('report.pdf', { download: true });
  }

  @Get('/events')
  events() {
    return eventStream(this.asyncGenerator());
  }

  @Get('/response')
  response() {
    return new Response('text', { status: 201 });
  }

  @Get('/made-response')
  madeResponse() {
    return makeResponse({ id: 1 }, 201);
  }

  @Get('/fetched')
  async fetched() {
    return fetch('http://127.0.0.1/');
  }

  @Get('/redirect')
  redirect() {
    return redirect('/');
  }

  @Get('/redirect-made')
  redirectMade(request: Request) {
    return Redirect.local(request.args.get('next'), '/');
  }

  @Get('/:id')
  either(id: number) {
    return id === 1 ? render('page') : abort(404);
  }

  @Post('/')
  oneOfMany(session: Session) {
    session.flash('Saved');
    if (session.size === 0) return sendFile('report.pdf');
    return session.isNew ? render('page') : new Redirect('/');
  }

  @ErrorHandler(404)
  missing(error: Abort) {
    return render('missing', { error });
  }

  @BeforeRequest()
  before(request: Request) {
    return request.isSecure ? undefined : redirect('/');
  }

  @BeforeRequest({ scope: 'app' })
  async beforeLater(request: Request) {
    return request.isSecure ? render('page') : undefined;
  }

  @AfterRequest()
  after(request: Request, response: Response) {
    return response.vary('Accept');
  }

  @ContextProcessor()
  context(request: Request) {
    return { path: request.path, form: request.form, urlFor: request.urlFor };
  }
}
