// Flask: an argument of the query is a number.
// told: compiler, start PH209
// compiler: nothing
// says: Notes.index: parameter 1 (page)
// todo: the compiler does not know a controller's prefix (DESIGN §1: more primitives than variables is the doctor's business)
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index(page: number) {
    return page;
  }
}

export const app = createApp({ controllers: [Notes] });
