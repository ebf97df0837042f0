// Flask: a hook at the end of a request returns another response.
// told: request
// says: Notes.end returned a value, and a teardown hook's is not sent | @AfterRequest()
// ask: GET /
import { createApp, Get, TeardownRequest } from 'phial';

class Notes {
  @TeardownRequest()
  end() {
    return 'The end.'; // cure:
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] });
