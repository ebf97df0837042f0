import { Route, Session, type App, type AppOptions } from 'phial';
import { quietApp } from './quiet-app.js';

/** An app with sessions, which logs nothing unless its options say so. */
export function sessionApp(controllers: AppOptions['controllers'], options: AppOptions = {}): App {
  return quietApp(controllers, { secretKey, ...options });
}

export const secretKey = 'a secret key for the specs';

/** Shows what a session holds, and counts in it. */
export class Counter {
  @Route('/')
  read(session: Session) {
    return session.toObject();
  }

  @Route('/', ['POST'])
  count(session: Session) {
    session.set('count', session.get('count', 0) + 1);
    return null;
  }
}
