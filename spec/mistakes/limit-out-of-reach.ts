// Flask: a form's field may be larger than the whole form.
// told: warning PH424
// says: limits: field is 5000000, and no body is larger than 1048576 | Write limits: { field: 5000000, body: 5000000 }
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes], limits: { field: 5_000_000 } }); // cure: export const app = createApp({ controllers: [Notes], limits: { field: 5_000_000, body: 5_000_000 } });
