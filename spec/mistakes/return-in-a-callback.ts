// Node: a callback returns what the handler should.
// told: warning PH701
// says: Notes.show: only a function within it returns | await a promise in the place of the callback
import { readFile } from 'node:fs'; // cure: import { readFile } from 'node:fs/promises';

import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  show() {
    // cure: return readFile('app.ts', 'utf8');
    readFile('app.ts', 'utf8', (_error, text) => { return text; }); // cure:
  }
}

export const app = createApp({ controllers: [Notes] });
