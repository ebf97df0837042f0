// TypeScript: the decorators are compiled as ECMAScript's, here by hand as tsc does without "experimentalDecorators".
// told: start PH311
// says: index: @Get() was compiled as a decorator of ECMAScript | "experimentalDecorators" and "emitDecoratorMetadata"
// ask: GET /
import { createApp, Get } from 'phial';

class Notes {
  // cure: @Get('/')
  index() {
    return 'Hello';
  }
}
const context: unknown = { kind: 'method', name: 'index', static: false }; // cure:
(Get('/') as (method: unknown, context: unknown) => void)(Notes.prototype.index, context); // cure:

export const app = createApp({ controllers: [Notes] });
