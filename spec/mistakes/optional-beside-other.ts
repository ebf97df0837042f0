// Rails: a format that may be left out stands in the segment of another variable.
// told: compiler, start PH228
// compiler: The last variable of /report/:id.:format? shares its part of the path
// says: Reports.show | ':format?' beside something else | '/report/:id.:format' and '/report/:id'
import { createApp, Get } from 'phial';

class Reports {
  @Get('/report/:id.:format?') // cure: @Get('/report/:id.:format')
  show(id: number, format?: string) {
    return { id, format: format ?? 'html' };
  }
  // cure:
  // cure: @Get('/report/:id')
  // cure: page(id: number) {
  // cure:   return this.show(id);
  // cure: }
}

export const app = createApp({ controllers: [Reports] });
