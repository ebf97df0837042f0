// Express: a promise is left behind, and fails.
// told: request
// says: mail
// ask: POST /
import { createApp, Post } from 'phial';

async function mail() {
  throw new Error('The mail server does not answer.');
}

class Notes {
  @Post('/')
  create() {
    void mail();
    return 'Saved.';
  }
}

export const app = createApp({ controllers: [Notes] });
