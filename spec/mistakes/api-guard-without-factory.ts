// FastAPI: the page of the API is guarded by a class that nothing makes.
// told: start PH505
// says: openapi: its guard is the class Admin | which no @FromRequest() method makes | Give it a class with one
import { abort, createApp, FromRequest, Get, Request } from 'phial';

class Admin {
  // cure: @FromRequest()
  static load(request: Request) {
    return request.authorization?.token === 'secret' ? new Admin() : abort(401);
  }
}

class Notes {
  @Get('/')
  index() {
    return [];
  }
}

const info = { title: 'Notes', version: '1.0.0' };

export const app = createApp({ controllers: [Notes], openapi: { info, guard: Admin } });
