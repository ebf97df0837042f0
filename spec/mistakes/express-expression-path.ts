// Express: a path is an expression.
// told: compiler, start PH204
// compiler: RegExp
// says: Notes.index | its path is /^ | Write @Route('/path')
// ask: GET /notes
import { createApp, Get } from 'phial';

class Notes {
  @Get(/^\/notes$/) // cure: @Get('/notes')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
