// npm: a package brings a second copy of Phial.
// told: start PH316
// says: Notes | another copy of Phial | npm ls phial
// ask: GET /
import { createApp } from 'phial'; // cure: import { createApp, Get } from 'phial';

const { Get } = (await import(`${import.meta.resolve('phial')}?second`)) as typeof import('phial'); // cure:

class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
