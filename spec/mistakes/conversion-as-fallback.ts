// Flask: what converts an argument is told by type=int, and here in the place of the fallback.
// told: warning PH713
// says: Notes.index: it gives request.args.get() the function Number as its fallback | request.args.get('page', undefined, Number)
// ask: GET /?page=2
import { createApp, Get, Request } from 'phial';

class Notes {
  @Get('/')
  index(request: Request) {
    return { page: String(request.args.get('page', Number)) }; // cure: return { page: request.args.get('page', 1, Number) };
  }
}

export const app = createApp({ controllers: [Notes] });
