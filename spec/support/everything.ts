import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  abort,
  AfterRequest,
  Controller,
  createApp,
  Delete,
  Form,
  Get,
  Json,
  MemorySessionStore,
  Patch,
  Post,
  Put,
  Query,
  redirect,
  Redirect,
  render,
  Request,
  Response,
  secureFilename,
  sendFile,
  Session,
  type App,
} from 'phial';
import { z } from 'zod';

const fields = z.object({
  title: z.string().max(100),
  count: z.coerce.number().int().optional(),
  tags: z.array(z.string()).optional(),
});

class NoteForm extends Form(fields) {}
class NoteQuery extends Query(fields) {}

/** A recursive schema: as deep as what a client sends. */
const tree: z.ZodType = z.lazy(() =>
  z.union([z.string(), z.number(), z.null(), z.array(tree), z.record(z.string(), tree)]),
);
class NoteJson extends Json(z.object({ title: z.string(), tree: tree.optional() })) {}

/** All that a request says of itself. */
function told(request: Request): object {
  const { args, values, form, cookies, headers, path, fullPath, url, host, scheme, method } = request;
  return {
    ...{ path, fullPath, url, host, scheme, method },
    ...{ args: [...args], values: [...values], form: [...form], cookies: [...cookies], headers: [...headers] },
    files: [...request.files].map(([name, file]) => [name, file.filename, file.safeFilename, file.mimetype, file.size]),
    data: request.data.length,
    authorization: request.authorization,
    accepts: request.accepts('text/html', 'application/json', 'image/*' as 'image/png'),
    remoteAddr: request.remoteAddr,
    referrer: request.referrer,
    userAgent: request.userAgent,
    mimetype: request.mimetype,
    params: request.params,
    page: args.get('page', 1, Number),
  };
}

/** What an app does with what a client sends, all of it. */
@Controller()
class Everything {
  /** Header values that are no text for a header are refused where they are set; the rest must arrive as one header. */
  @AfterRequest()
  echo(request: Request, response: Response) {
    const value = request.args.get('echo') ?? '';
    try {
      response.headers.set('x-echo', value);
    } catch {
      response.headers.set('x-echo', 'refused');
    }
    response.setCookie('seen', request.args.get('cookie') ?? '');
  }

  @Get('/told')
  @Post('/told')
  @Put('/told')
  @Patch('/told')
  @Delete('/told')
  tell(request: Request) {
    return told(request) as { path: string };
  }

  @Get('/text/:text')
  text(text: string, request: Request) {
    return { text, self: request.urlFor('.text', { text: `x${text}`, ...Object.fromEntries(request.args) }) };
  }

  @Get('/number/:number')
  number(number: number) {
    return { number };
  }

  @Get('/flag/:flag')
  flag(flag: boolean) {
    return { flag };
  }

  @Get('/big/:big')
  big(big: bigint) {
    return String(big);
  }

  @Get('/between/:from-:to/page')
  between(from: string, to: number) {
    return { from, to };
  }

  @Get('/dir/')
  directory() {
    return 'directory';
  }

  @Get('/file')
  file(request: Request) {
    return sendFile(request.args.get('name') ?? 'hello.txt', {
      folder: 'files',
      download: request.args.get('as') ?? false,
    });
  }

  @Get('/again')
  again(request: Request) {
    return Redirect.local(request.args.get('next'), '/told');
  }

  @Get('/back/*')
  back(request: Request) {
    return redirect(request.path);
  }

  @Get('/page')
  page(request: Request) {
    return render('page', { text: request.args.get('text') ?? '', all: [...request.args] });
  }

  @Post('/page')
  jsonPage(request: Request) {
    return render('page', { text: 'json', all: request.json as unknown });
  }

  @Get('/failing')
  failing(request: Request) {
    abort(Number(request.args.get('status')) === 403 ? 403 : 409, request.args.get('text') ?? 'Conflict');
  }

  @Post('/form')
  form(note: NoteForm) {
    return { ...note };
  }

  @Get('/query')
  query(note: NoteQuery) {
    return { ...note };
  }

  @Post('/json')
  json(note: NoteJson) {
    return { title: note.title };
  }

  @Post('/mirror')
  mirror(request: Request) {
    return request.json as object;
  }

  @Post('/upload')
  async upload(request: Request) {
    const [, file] = [...request.files][0] ?? [];
    const bytes = await file?.bytes();
    return { name: secureFilename(file?.filename ?? ''), size: bytes?.length ?? 0, told: told(request) } as {
      size: number;
    };
  }

  @Get('/session')
  session(session: Session, request: Request) {
    session.set('last', (request.args.get('keep') ?? '').slice(0, 500));
    session.flash((request.args.get('flash') ?? '').slice(0, 100));
    return { count: session.flashes().length };
  }

  @Post('/session')
  keepJson(session: Session, request: Request) {
    session.set('tree', JSON.stringify(request.json).length);
    return session.toObject() as object;
  }
}

/** An app of all of it, with a folder of its own. It believes proxies, which lets more of a client's text in. */
export class EverythingApp {
  readonly folder = mkdtempSync(join(tmpdir(), 'phial-fuzz-'));
  readonly app: App;

  constructor({ stored = false, trusted = true } = {}) {
    this.#write('static/site.css', 'body {}');
    this.#write('files/hello.txt', 'Hello.');
    this.#write('files/.hidden', 'hidden');
    this.#write('secret.txt', 'secret');
    this.#write(
      'templates/page.hbs',
      `<a href="{{urlFor 'everything.page' text=text}}" title="{{text}}">{{request.path}}</a> <script>const all = {{json all}};</script>`,
    );
    this.app = createApp({
      controllers: [Everything],
      root: this.folder,
      secretKey: 'a secret key for the specs',
      openapi: { info: { title: 'Everything', version: '1' } },
      session: stored ? { store: new MemorySessionStore({ max: 10 }) } : {},
      fastify: { logger: false, trustProxy: trusted },
    });
  }

  #write(name: string, text: string): void {
    mkdirSync(join(this.folder, name, '..'), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  async close(): Promise<void> {
    await this.app.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
