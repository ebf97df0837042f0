// Flask: two functions are the same command.
// told: start PH330
// says: Posts.fill | its command 'seed' is Users.fill already
// ask: GET /
import { Command, createApp, Get } from 'phial';

class Users {
  @Command('seed', 'Adds users')
  fill() {
    return 'filled';
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

class Posts {
  @Command('seed', 'Adds posts') // cure: @Command('seed-posts', 'Adds posts')
  fill() {
    return 'filled';
  }
}

export const app = createApp({ controllers: [Users, Posts] });
