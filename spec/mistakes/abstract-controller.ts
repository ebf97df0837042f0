// Java: a controller is abstract.
// told: compiler, request
// compiler: abstract constructor type
// says: Notes.index | this.all is not a function
// ask: GET /
import { createApp, Get } from 'phial';

abstract class Notes {
  abstract all(): string[];

  @Get('/')
  index() {
    return this.all();
  }
}

export const app = createApp({ controllers: [Notes] });
