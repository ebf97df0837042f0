// Nest: a parameter has the decorator @Body().
// told: compiler, start
// compiler: has no exported member 'Body'
// says: Body
import { Body, createApp, Post } from 'phial';

class Notes {
  @Post('/')
  create(@Body() note: object) {
    return note;
  }
}

export const app = createApp({ controllers: [Notes] });
