// Express: a command is written as the path of a route.
// told: start PH332
// says: Users.seed | its command '/seed' is a path
// ask: GET /
import { Command, createApp, Get } from 'phial';

class Users {
  @Command('/seed', 'Adds users') // cure: @Command('seed', 'Adds users')
  seed() {
    return 'done';
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Users] });
