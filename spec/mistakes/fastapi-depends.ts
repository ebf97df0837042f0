// FastAPI: a dependency is a function, Depends(currentUser).
// told: compiler, start
// compiler: has no exported member 'Depends'
// says: Depends
import { createApp, Depends, Get } from 'phial';

class Pages {
  @Get('/')
  index(user = Depends(() => 'Ada')) {
    return user;
  }
}

export const app = createApp({ controllers: [Pages] });
