// Nest: a controller takes the request in its constructor.
// told: start PH106
// says: Notes | parameter 1 (request) | Request belongs to one request | as a parameter of the method
// ask: GET /
import { Controller, createApp, Get, Request } from 'phial';

@Controller()
class Notes {
  constructor(private readonly request: Request) {} // cure:

  @Get('/')
  index() { // cure: index(request: Request) {
    return this.request.path; // cure: return request.path;
  }
}

export const app = createApp({ controllers: [Notes] });
