import { abort, Controller, Delete, Get, Post } from 'phial';

import { ProfileAnswer } from './answers.js';
import { CurrentUser, Visitor } from './current-user.js';
import { Users } from './users.js';

/** Who others are, and whom one follows. */
@Controller('/profiles/:username', { openapi: { tags: ['Profile'] } })
export class ProfileApi {
  constructor(private readonly users: Users) {}

  @Get('', { response: ProfileAnswer, openapi: { operationId: 'GetProfileByUsername' } })
  async show(username: string, { id }: Visitor) {
    return { profile: (await this.users.profile(username, id)) ?? nobody(username) };
  }

  @Post('/follow', { response: ProfileAnswer, openapi: { operationId: 'FollowUserByUsername', status: 200 } })
  async follow(username: string, { id }: CurrentUser) {
    await this.users.follow(id, await this.idOf(username));
    return { profile: await this.users.profile(username, id) };
  }

  @Delete('/follow', { response: ProfileAnswer, openapi: { operationId: 'UnfollowUserByUsername', status: 200 } })
  async unfollow(username: string, { id }: CurrentUser) {
    await this.users.unfollow(id, await this.idOf(username));
    return { profile: await this.users.profile(username, id) };
  }

  private async idOf(username: string): Promise<number> {
    return ((await this.users.named(username)) ?? nobody(username)).id;
  }
}

function nobody(username: string): never {
  return abort(404, `Nobody is called ${username}.`);
}
