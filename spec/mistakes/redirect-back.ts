// Express: back to the page before.
// told: warning PH609
// says: Notes.add: redirect('back') | Redirect.local(request.referrer, '/')
import { createApp, Get, Post, redirect } from 'phial'; // cure: import { createApp, Get, Post, Redirect, Request } from 'phial';

class Notes {
  @Get('/')
  index() {
    return 'Notes';
  }

  @Post('/')
  add() { // cure: add(request: Request) {
    return redirect('back'); // cure: return Redirect.local(request.referrer, '/');
  }
}

export const app = createApp({ controllers: [Notes] });
