// Express: an expression in a path has a group.
// told: start PH214
// says: Notes.of | the router takes for a variable | Write (?:...)
// ask: GET /2024/7
import { createApp, Get } from 'phial';

class Notes {
  @Get('/:year(^(19|20)\\d\\d$)/:id') // cure: @Get('/:year(^(?:19|20)\\d\\d$)/:id')
  of(year: number, id: number) {
    return { year, id };
  }
}

export const app = createApp({ controllers: [Notes] });
