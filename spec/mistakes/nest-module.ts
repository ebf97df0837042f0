// Nest: the app is made of a module's class.
// told: start PH401
// says: createApp() | createApp({ controllers: [Notes] })
import { createApp, Get } from 'phial';

class Notes {
  @Get('/')
  index() {
    return 'Hello';
  }
}
class AppModule {
  static controllers = [Notes];
}

export const app = createApp(AppModule); // cure: export const app = createApp({ controllers: [Notes] });
