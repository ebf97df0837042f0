// Nest: a guard returns true.
// told: compiler, request
// compiler: What a before-hook returns is the response, also true and false
// says: Notes.canActivate | return nothing to go on
// ask: GET /
import { BeforeRequest, createApp, Get } from 'phial';

class Notes {
  @BeforeRequest()
  canActivate() {
    return true; // cure: return undefined;
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
