// JavaScript: a method is taken out of the object that it is of.
// told: warning PH712
// says: Notes.index: it takes get() out of request.args | Write request.args.get(...)
// ask: GET /?page=2
import { createApp, Get, Request } from 'phial';

class Notes {
  @Get('/')
  index(request: Request) {
    const { get } = request.args; // cure: const page = request.args.get('page', '1');
    return { page: get('page', '1') }; // cure: return { page };
  }
}

export const app = createApp({ controllers: [Notes] });
