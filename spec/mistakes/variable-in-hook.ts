// Flask: a hook takes the variable of the path.
// told: start PH105
// says: Notes.check: parameter 1 (id) | only handlers take | request.params
// ask: GET /notes/3
import { BeforeRequest, createApp, Get, Request } from 'phial';

class Notes {
  @BeforeRequest()
  check(id: number) { // cure: check(request: Request) {
    if (id > 100) return 'Too many.'; // cure: if (Number(request.params['id']) > 100) return 'Too many.';
    return undefined;
  }

  @Get('/notes/:id')
  show(id: number) {
    return { id };
  }
}

export const app = createApp({ controllers: [Notes] });
