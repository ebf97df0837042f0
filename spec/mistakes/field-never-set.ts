// Nest, Spring: a decorator of another package is to fill a field of the controller.
// told: warning PH710
// says: Notes.index: it reads this.store, which nothing sets | constructor(private readonly store: Store) {}
// ask: GET /
import { Controller, createApp, Get } from 'phial';

const Inject = () => (_target: object, _name: string) => {};

class Store {
  all() {
    return ['Hello'];
  }
}

@Controller()
class Notes {
  @Inject() private readonly store!: Store; // cure: constructor(private readonly store: Store) {}

  @Get('/')
  index() {
    return this.store.all();
  }
}

export const app = createApp({ controllers: [Notes], services: [new Store()] });
void Inject;
