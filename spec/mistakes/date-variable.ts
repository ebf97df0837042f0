// FastAPI: a variable of the path is declared as a Date.
// told: start PH112
// says: Notes.of: parameter 1 (day) | nobody provides JavaScript's own Date | Take a string from the path
// ask: GET /notes/2026-01-31
import { createApp, Get } from 'phial';

class Notes {
  @Get('/notes/:day')
  of(day: Date) { // cure: of(day: string) {
    return { day: day.toISOString() }; // cure: return { day: new Date(day).toISOString() };
  }
}

export const app = createApp({ controllers: [Notes] });
