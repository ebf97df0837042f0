// Flask: a service compares a password without waiting.
// told: warning PH704
// says: Users.knows | verifyPassword() | Write await verifyPassword(...)
// ask: POST /login password=right
import { abort, Controller, createApp, hashPassword, Post, Request, verifyPassword } from 'phial';

const hash = await hashPassword('right');

class Users {
  async knows(password: string) {
    return !verifyPassword(password, hash) ? undefined : 'you'; // cure: return (await verifyPassword(password, hash)) ? 'you' : undefined;
  }
}

@Controller()
class Login {
  constructor(private readonly users: Users) {}

  @Post('/login')
  async create(request: Request) {
    return (await this.users.knows(request.form.require('password'))) ?? abort(401);
  }
}

export const app = createApp({ controllers: [Login], services: [new Users()] });
