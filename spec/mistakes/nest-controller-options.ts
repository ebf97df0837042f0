// Nest: the prefix is an option.
// told: compiler, start PH305
// compiler: not assignable to parameter of type 'string'
// says: Notes | its prefix is { path: '/notes' } | Write @Controller('/prefix')
// ask: GET /notes
import { Controller, createApp, Get } from 'phial';

@Controller({ path: '/notes' }) // cure: @Controller('/notes')
class Notes {
  @Get('')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
