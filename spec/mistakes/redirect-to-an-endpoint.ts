// Flask: a redirect is given the name of an endpoint.
// told: warning PH609
// says: Notes.save | redirect('notes.index') leads to a path of that text | redirect(request.urlFor('notes.index'))
// ask: GET /
import { createApp, Get, Post, redirect, Request } from 'phial';

class Notes {
  @Get('/')
  index() {
    return [];
  }

  @Post('/')
  save(request: Request) {
    return redirect('notes.index'); // cure: return redirect(request.urlFor('notes.index'));
  }
}

export const app = createApp({ controllers: [Notes] });
