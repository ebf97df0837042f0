// Flask: what a database finds is not awaited before ??.
// told: compiler, request
// compiler: may return undefined
// says: Notes.show returned nothing | await it before ??
// ask: GET /3
import { abort, createApp, Get } from 'phial';

async function find(id: number): Promise<string | undefined> {
  return id === 1 ? 'Hello' : undefined;
}

class Notes {
  @Get('/:id')
  show(id: number) {
    return find(id) ?? abort(404);
  }
}

export const app = createApp({ controllers: [Notes] });
