// Nest: paths have no leading slash.
// told: start PH205
// says: Notes | has no leading slash | Write @Controller('/notes')
// ask: GET /notes/all
import { Controller, createApp, Get } from 'phial';

@Controller('notes') // cure: @Controller('/notes')
class Notes {
  @Get('all') // cure: @Get('/all')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
