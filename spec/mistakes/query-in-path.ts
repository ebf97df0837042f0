// Express: the query stands in the path.
// told: start PH206
// says: Notes.index | has a '?' or '#' | read request.args
// ask: GET /notes?page=2
import { createApp, Get, Request } from 'phial';

class Notes {
  @Get('/notes?page=:page') // cure: @Get('/notes')
  index(page: number) { // cure: index(request: Request) {
    return { page }; // cure: return { page: request.args.get('page', 1, Number) };
  }
}

export const app = createApp({ controllers: [Notes] });
