// Nest: an Observable is returned, which Nest waits for.
// told: request
// says: Notes.index returned an Observable | await firstValueFrom(it)
// ask: GET /
import { createApp, Get } from 'phial';

/** As rxjs has it. */
class Observable {
  subscribe(observer: (value: string) => void) {
    observer('Hello');
  }

  pipe() {
    return this;
  }
}

class Notes {
  @Get('/')
  index() {
    return new Observable(); // cure: return new Promise<string>((resolve) => new Observable().subscribe(resolve));
  }
}

export const app = createApp({ controllers: [Notes] });
