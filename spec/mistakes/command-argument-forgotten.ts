// Click: an argument is not declared.
// told: start PH333
// says: Users.seed | parameter 1 (count) takes an argument, and its command has none
// ask: GET /
import { Command, createApp, Get } from 'phial';

class Users {
  @Command('seed', 'Adds users') // cure: @Command('seed <count>', 'Adds users')
  seed(count: number) {
    return `${count} users`;
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Users] });
