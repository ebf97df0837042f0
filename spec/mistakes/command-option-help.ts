// Click: an option has the name of one that every command has.
// told: start PH334
// says: SeedOptions | help
// ask: GET /
import { Command, createApp, Get, Options } from 'phial';
import { z } from 'zod';

class SeedOptions extends Options(z.object({ help: z.boolean().default(false) })) {} // cure: class SeedOptions extends Options(z.object({ hint: z.boolean().default(false) })) {}

class Users {
  @Command('seed', 'Adds users')
  seed(options: SeedOptions) {
    return options;
  }

  @Get('/')
  index() {
    return 'Hello';
  }
}

export const app = createApp({ controllers: [Users] });
