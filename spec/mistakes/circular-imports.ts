// CommonJS: two modules import each other.
// told: start
// says: Cannot access 'NoteStore' before initialization
import { Controller, createApp } from 'phial';
import { Users } from './users.js';

export class NoteStore {}

@Controller()
export class Notes {
  constructor(readonly users: Users) {}
}

export const app = createApp({ controllers: [Notes, Users], services: [new NoteStore()] });

// file: users.ts
// import { Controller, Get } from 'phial';
// import { NoteStore } from './app.js';
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
