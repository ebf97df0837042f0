// Spring: a service refuses the request, and the handler does not wait for it.
// told: warning PH709
// says: Notes.index: it calls this.access.demand() | goes on without waiting for it | Write await this.access.demand(...)
import { abort, Controller, createApp, Get, Request } from 'phial';

class Access {
  async demand(request: Request): Promise<void> {
    const key = await Promise.resolve('open sesame');
    if (request.args.get('key') !== key) abort(401);
  }
}

@Controller()
class Notes {
  constructor(private readonly access: Access) {}

  @Get('/')
  async index(request: Request) {
    this.access.demand(request); // cure: await this.access.demand(request);
    return 'Secret';
  }
}

export const app = createApp({ controllers: [Notes], services: [new Access()] });
