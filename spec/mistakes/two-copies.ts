// npm: a package brings a second copy of Phial.
// told: start PH316
// says: Notes | another copy of Phial | npm ls phial
// ask: GET /
import { createApp } from 'phial';
import { Get } from 'second-phial'; // cure: import { Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
