// Remix: the status of a redirect stands in an object.
// told: compiler, request
// compiler: number
// says: Notes.index | write redirect('/notes', 303)
// ask: GET /
import { createApp, Get, redirect } from 'phial';

class Notes {
  @Get('/')
  index() {
    return redirect('/notes', { status: 303 }); // cure: return redirect('/notes', 303);
  }
}

export const app = createApp({ controllers: [Notes] });
