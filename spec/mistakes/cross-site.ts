// Express: a page of another origin sends a form, and no origin is trusted.
// told: request
// says: https://app.example.com | trustedOrigins
// ask: POST / @https://app.example.com
import { createApp, Post } from 'phial';

class Notes {
  @Post('/')
  create() {
    return 'Saved.';
  }
}

export const app = createApp({ controllers: [Notes] }); // cure: export const app = createApp({ controllers: [Notes], trustedOrigins: ['https://app.example.com'] });
