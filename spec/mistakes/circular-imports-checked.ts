// CommonJS: two modules import each other. The cure is a third, which both import.
// told: check PH902
// says: users.ts:4: error: 'NoteStore' is used before its module has run, for modules import each other in a circle: users.ts → app.ts → users.ts. Move what both need into a module of its own, which imports neither, or write import type where only a type is used. (PH902)
import { createApp } from 'phial';
import { Users } from './users.js';

export class NoteStore {} // cure: import { NoteStore } from './note-store.js';

export const app = createApp({ controllers: [Users], services: [new NoteStore()] });

// file: users.ts
// import { Controller, Get } from 'phial';
// import { NoteStore } from './app.js'; // cure: import { NoteStore } from './note-store.js';
//
// @Controller()
// export class Users {
//   constructor(readonly store: NoteStore) {}
//
//   @Get('/')
//   index() {
//     return 'Hello';
//   }
// }

// file: note-store.ts
// export class NoteStore {}
