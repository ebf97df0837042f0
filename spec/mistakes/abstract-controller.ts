// Java: a controller is abstract.
// told: request
// says: Notes.index
// ask: GET /
// todo: the word 'abstract' is gone in JavaScript, and the app works until the method that is missing is called
import { createApp, Get } from 'phial';

abstract class Notes {
  abstract all(): string[];

  @Get('/')
  index() {
    return this.all();
  }
}

export const app = createApp({ controllers: [Notes] });
