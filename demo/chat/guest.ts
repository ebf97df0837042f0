import { FromRequest, Redirect, Request, Session } from 'phial';

declare module 'phial' {
  interface SessionData {
    name: string;
  }
}

/** Who has said a name. Everybody else is sent to the page that asks for one. */
export class Guest {
  constructor(readonly name: string) {}

  @FromRequest()
  static load(session: Session, request: Request): Guest {
    const name = session.get('name');
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- a Redirect ends the request, and is not an error
    if (name === undefined) throw new Redirect(request.urlFor('chat.index'));
    return new Guest(name);
  }
}
