// Phial: a controller's name is empty.
// told: start PH304
// says: Notes | its endpoints have no name | name: 'notes'
// ask: GET /
import { Controller, createApp, Get } from 'phial';

@Controller('', { name: '' }) // cure: @Controller('', { name: 'notes' })
class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
