// Express: a handler calls its guard, and does not wait for it.
// told: warning PH709
// says: Notes.index: it calls this.guard() | goes on without waiting for it | Write await this.guard(...)
import { abort, createApp, Get, Request, verifyPassword } from 'phial';

const HASH = 'scrypt:32768:8:1$salt$00';

class Notes {
  @Get('/')
  async index(request: Request) {
    this.guard(request); // cure: await this.guard(request);
    return 'Secret';
  }

  async guard(request: Request): Promise<void> {
    const { password } = request.authorization ?? abort(401);
    if (!(await verifyPassword(String(password), HASH))) abort(401);
  }
}

export const app = createApp({ controllers: [Notes] });
