// TypeScript: a route stands on a private method, #list().
// told: compiler, start
// compiler: Decorators are not valid here
// says: Notes
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  #list() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
