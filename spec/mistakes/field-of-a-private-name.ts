// Express: a handler keeps the user in a private field.
// told: warning PH703
// says: Pages.load | it sets this.#user
import { createApp, Get, Request } from 'phial';

class Pages {
  #user = '';

  @Get('/')
  load(request: Request) {
    this.#user = request.args.get('user', 'Guest');
    return this.#user;
  }
}

export const app = createApp({ controllers: [Pages] });
