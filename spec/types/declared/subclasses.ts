import {
  Abort,
  App,
  createApp,
  FileSessionStore,
  Cookies,
  Form,
  FromRequest,
  Headers,
  Json,
  MemorySessionStore,
  MultiDict,
  Query,
  Redirect,
  Request,
  Response,
  Session,
  SessionTooLarge,
  SetupError,
  UploadedFile,
  ValidationError,
  type SessionStore,
} from 'phial';
import { z } from 'zod';

// A class of the user's on each of Phial's that can be a base class.

export class Gone extends Abort {
  constructor(readonly what: string) {
    super(410, `${what} is gone`);
  }
}

export class Moved extends Redirect {
  constructor(to: string) {
    super(to, 301);
  }
}

export class Csv extends Response {
  constructor(rows: string[][]) {
    super(rows.map((row) => row.join(',')).join('\n'), { type: 'text/csv' });
  }
}

export class Refused extends ValidationError {
  readonly hint = 'Try again';
}

export class BadSetup extends SetupError {}
export class TooLarge extends SessionTooLarge {}
export class Folder extends FileSessionStore {}
export class Memory extends MemorySessionStore {}
export class Pairs extends MultiDict<number> {}

export class NewNote extends Form(z.object({ text: z.string(), tags: z.array(z.string()).default([]) })) {
  short() {
    return this.text.slice(0, 20);
  }
}

export class Tags extends Json(z.array(z.string())) {
  get first(): string | undefined {
    return this.value[0];
  }
}

export class Trace extends Headers(z.object({ 'x-request-id': z.string() })) {}

export class Theme extends Cookies(z.object({ theme: z.string() })) {}

export class Settings extends Json(z.object({ theme: z.enum(['light', 'dark']) })) {}

export class Page extends Query(z.object({ page: z.coerce.number() })) {
  get offset() {
    return (this.page - 1) * 20;
  }
}

export class CurrentUser {
  constructor(
    readonly id: number,
    readonly request: Request,
  ) {}

  @FromRequest()
  static async load(session: Session, request: Request) {
    const id = session.get('userId') as number | undefined;
    return id === undefined ? undefined : new CurrentUser(id, request);
  }

  @FromRequest()
  static of(app: App, note: NewNote, file: UploadedFile) {
    return { app, note, file };
  }
}

export class Elsewhere implements SessionStore {
  private readonly kept = new Map<string, string>();

  get(id: string) {
    return this.kept.get(id);
  }

  set(id: string, data: string) {
    this.kept.set(id, data);
  }

  delete(id: string) {
    this.kept.delete(id);
  }
}

export const app = createApp({ session: { store: new Elsewhere() } });

export const validate = async (request: Request) => NewNote.validate(request);
