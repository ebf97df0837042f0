import { Request, Route, type App, type AppOptions } from 'phial';

import { quietApp } from './quiet-app.js';
import { secretKey } from './session-app.js';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];

/** An app of one handler, for all paths. */
export function appOf(answer: (request: Request) => unknown, options: AppOptions = {}): App {
  class Pages {
    @Route('/*', METHODS)
    answer(request: Request) {
      return answer(request);
    }
  }
  return quietApp([Pages], { secretKey, ...options });
}
