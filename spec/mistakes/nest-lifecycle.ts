// Nest: a method is called at the start for its name.
// told: warning PH318
// says: Store.onModuleInit: nobody calls it | Write @OnStart() before it
// ask: GET /
import { Controller, createApp, Get, OnStart } from 'phial';

class Store {
  notes: string[] = [];

  // cure: @OnStart()
  onModuleInit() {
    this.notes.push('Hello');
  }
}

@Controller()
class Notes {
  constructor(private readonly store: Store) {}

  @Get('/')
  index() {
    return this.store.notes;
  }
}

export const app = createApp({ controllers: [Notes], services: [new Store()] });
void OnStart;
