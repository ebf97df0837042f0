// Flask: two controllers have endpoints of one name.
// told: start PH217
// says: NotesController.index | its endpoint 'notes.index' is Notes.index already | name: '...'
// ask: GET /
import { Controller, createApp, Get } from 'phial';

@Controller()
class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }
}

@Controller('/api') // cure: @Controller('/api', { name: 'api' })
class NotesController {
  @Get('/')
  index() {
    return ['Hello'];
  }
}

export const app = createApp({ controllers: [Notes, NotesController] });
