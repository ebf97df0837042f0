// Flask: a command has the name of one of the framework's.
// told: start PH331
// says: Users.run | its command 'run' is one of Phial's own
// ask: GET /
import { Command, createApp, Get } from 'phial';

class Users {
  @Command('run', 'Counts users') // cure: @Command('count-users', 'Counts users')
  run() {
    return '0 users';
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Users] });
