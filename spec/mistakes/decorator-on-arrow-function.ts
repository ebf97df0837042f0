// Express: a route stands on a field that is an arrow function.
// told: compiler, start PH306
// compiler: TS1240
// says: Notes.index | @Route() stands on a field | Write a method: index() { ... }
// ask: GET /
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index = () => 'Hello'; // cure: index() {
    // cure: return 'Hello';
  // cure: }
}

export const app = createApp({ controllers: [Notes] });
