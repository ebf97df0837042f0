// Express: a class without a name.
// told: start PH304
// says: its endpoints have no name | Name the class
// ask: GET /
import { createApp, Get } from 'phial';

// cure: class Notes {
  // cure: @Get('/')
  // cure: index() {
    // cure: return 'Hello';
  // cure: }
// cure: }

export const app = createApp({
  controllers: [
    (() => // cure: Notes,
      class { // cure:
        @Get('/') // cure:
        index() { // cure:
          return 'Hello'; // cure:
        } // cure:
      })(), // cure:
  ],
});
