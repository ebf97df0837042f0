// Flask: the query is made a dictionary, as by dict(request.args).
// told: warning PH707
// says: Notes.index | it spreads request.args, a MultiDict | Write request.args.toObject()
// ask: GET /?page=2
import { createApp, Get, Request } from 'phial';

class Notes {
  @Get('/')
  index(request: Request) {
    return { ...request.args, found: 0 }; // cure: return { ...request.args.toObject(), found: 0 };
  }
}

export const app = createApp({ controllers: [Notes] });
