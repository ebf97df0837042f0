// Nest: a decorator is imported that does not exist here.
// told: check PH907
// says: app.ts:1: error: it imports Param from 'phial', which has no such name. Name the path's variable as a parameter: @Get('/:id') show(id: number). (PH907)
import { createApp, Get, Param } from 'phial'; // cure: import { createApp, Get } from 'phial';

class Notes {
  @Get('/:id')
  show(@Param('id') id: number) { // cure: show(id: number) {
    return { id };
  }
}

export const app = createApp({ controllers: [Notes] });
