// Flask: a controller is imported, and no app is given it.
// told: warning PH314
// says: Users | no app was given it | Add it to createApp({ controllers })
import { createApp, Get } from 'phial';

class Notes {
  @Get('/notes')
  index() {
    return 'Hello';
  }
}

class Users {
  @Get('/users')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Notes] }); // cure: export const app = createApp({ controllers: [Notes, Users] });
await app.run({ port: 0 });
