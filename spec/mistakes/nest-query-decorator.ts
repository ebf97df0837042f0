// Nest: a parameter has the decorator @Query('page').
// told: compiler, start
// compiler: Argument of type 'string' is not assignable
// says: Query
import { createApp, Get, Query } from 'phial';

class Notes {
  @Get('/')
  index(@Query('page') page: number) {
    return { page };
  }
}

export const app = createApp({ controllers: [Notes] });
