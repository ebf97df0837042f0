// Nest: a service is injected by a token.
// told: start PH103
// says: Notes | parameter 1 (store)
import { Controller, createApp, Get } from 'phial';

@Controller()
class Notes {
  static inject = ['NoteStore'];

  constructor(private readonly store: { all(): string[] }) {}

  @Get('/')
  index() {
    return this.store.all();
  }
}

export const app = createApp({ controllers: [Notes] });
