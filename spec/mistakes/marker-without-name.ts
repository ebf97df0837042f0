// Angular: a decorator is made without a name.
// told: compiler, start
// compiler: Expected
// says: marker() was given undefined for its name | marker('Socket')
import { createApp, Get, marker } from 'phial';

const Socket = marker(); // cure: const Socket = marker('Socket');

class Chat {
  @Socket()
  join() {
    return 'Joined.';
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Chat] });
