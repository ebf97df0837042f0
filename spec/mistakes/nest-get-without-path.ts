// Nest: a route of the controller's own path is @Get().
// told: compiler, start PH204
// compiler: Expected 1-2 arguments
// says: Notes.index: its path is undefined | Write @Route('/path')
// ask: GET /notes
import { Controller, createApp, Get } from 'phial';

@Controller('/notes')
class Notes {
  @Get() // cure: @Get('')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
