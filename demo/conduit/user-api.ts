import { abort, App, Controller, Get, Post, Put } from 'phial';

import { UserAnswer } from './answers.js';
import { CurrentUser, tokenOf } from './current-user.js';
import { Login, NewUser, UserUpdate } from './inputs.js';
import { Users, type User } from './users.js';

/** Who one is. */
@Controller('', { openapi: { tags: ['User and Authentication'] } })
export class UserApi {
  constructor(
    private readonly users: Users,
    private readonly app: App,
  ) {}

  @Post('/users', { response: UserAnswer, openapi: { operationId: 'CreateUser', status: 201 } })
  async register({ user }: NewUser) {
    return this.answer(await this.users.add(user));
  }

  @Post('/users/login', {
    response: UserAnswer,
    openapi: { operationId: 'Login', status: 200, responses: { 401: 'The e-mail address or the password is wrong.' } },
  })
  async logIn({ user: { email, password } }: Login) {
    const user = await this.users.withPassword(email.trim().toLowerCase(), password);
    return this.answer(user ?? abort(401, 'The e-mail address or the password is wrong.'));
  }

  @Get('/user', { response: UserAnswer, openapi: { operationId: 'GetCurrentUser' } })
  show({ user }: CurrentUser) {
    return this.answer(user);
  }

  @Put('/user', { response: UserAnswer, openapi: { operationId: 'UpdateCurrentUser', status: 200 } })
  async update({ id }: CurrentUser, { user }: UserUpdate) {
    return this.answer(await this.users.update(id, user));
  }

  private answer(user: User) {
    return { user: { ...user, token: tokenOf(user, this.app) } };
  }
}
