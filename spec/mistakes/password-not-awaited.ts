// Flask: a password is compared without waiting, and any is right.
// told: warning PH704
// says: Login.create | verifyPassword() | Write await verifyPassword(...)
// ask: POST /login password=right
import { abort, createApp, hashPassword, Post, Request, verifyPassword } from 'phial';

const hash = await hashPassword('right');

class Login {
  @Post('/login')
  async create(request: Request) {
    if (!verifyPassword(request.form.require('password'), hash)) abort(401); // cure: if (!(await verifyPassword(request.form.require('password'), hash))) abort(401);
    return 'Welcome';
  }
}

export const app = createApp({ controllers: [Login] });
