import { Controller, Get, Post, Put, Request, abort, makeResponse } from 'phial';
import { z } from 'zod';

import type { Page } from './database.js';
import { NewAbout, NewPost, Paging } from './forms.js';
import { ApiMember } from './member.js';
import { Posts } from './posts.js';
import { Users } from './users.js';

const text = z.string();
const time = z.iso.datetime();
const count = z.int();
const UserOut = z
  .object({
    name: text,
    about: text,
    created: time,
    seen: time.nullable(),
    posts: count,
    followers: count,
    following: count,
  })
  .meta({ id: 'User' });
const PostOut = z.object({ id: z.int(), body: text, created: time, author: text }).meta({ id: 'Post' });
const next = text.nullable();
const UsersOut = z.object({ items: z.array(UserOut), next }).meta({ id: 'Users' });
const PostsOut = z.object({ items: z.array(PostOut), next }).meta({ id: 'Posts' });

/** The people, for programs. */
@Controller('/users', { openapi: { tags: ['users'] } })
export class UserApi {
  constructor(
    private readonly users: Users,
    private readonly posts: Posts,
  ) {}

  @Get('', { response: UsersOut, summary: 'Everybody, by name' })
  async list(_member: ApiMember, { page }: Paging, request: Request) {
    return withNext(await this.users.everybody(page), request);
  }

  @Put('/me', { response: UserOut, summary: 'Changes what one says of oneself', openapi: { status: 200 } })
  async update({ user }: ApiMember, { about }: NewAbout) {
    await this.users.setAbout(user.id, about);
    return this.found(user.name);
  }

  @Get('/:name', { response: UserOut, summary: 'Somebody' })
  show(_member: ApiMember, name: string) {
    return this.found(name);
  }

  @Get('/:name/followers', { response: UsersOut, summary: 'Who follows somebody' })
  async followers(name: string, _member: ApiMember, { page }: Paging, request: Request) {
    return withNext(await this.users.followers((await this.found(name)).id, page), request);
  }

  @Get('/:name/following', { response: UsersOut, summary: 'Whom somebody follows' })
  async following(name: string, _member: ApiMember, { page }: Paging, request: Request) {
    return withNext(await this.users.following((await this.found(name)).id, page), request);
  }

  @Get('/:name/posts', { response: PostsOut, summary: "Somebody's posts, the newest first" })
  async written(name: string, _member: ApiMember, { page }: Paging, request: Request) {
    return withNext(await this.posts.by((await this.found(name)).id, page), request);
  }

  private async found(name: string) {
    return (await this.users.profile(name)) ?? abort(404, `There is nobody called ${name}.`);
  }
}

/** The posts, for programs. */
@Controller('/posts', { openapi: { tags: ['posts'] } })
export class PostApi {
  constructor(private readonly posts: Posts) {}

  @Get('', { response: PostsOut, summary: 'All posts, the newest first' })
  async list(_member: ApiMember, { page }: Paging, request: Request) {
    return withNext(await this.posts.all(page), request);
  }

  @Get('/:id', { response: PostOut, summary: 'One post' })
  async show(_member: ApiMember, id: number) {
    return (await this.posts.find(id)) ?? abort(404, `There is no post ${id}.`);
  }

  @Post('', { response: PostOut, summary: 'Writes a post', openapi: { status: 201 } })
  async create({ id }: ApiMember, { body }: NewPost, request: Request) {
    const post = await this.posts.add(id, body);
    return makeResponse(post, 201, { Location: request.urlFor('.show', { id: post.id }) });
  }
}

/** The rows, and the address of the next page. */
function withNext<Row>({ items, older }: Page<Row>, request: Request) {
  return {
    items,
    next: older === false ? null : request.urlFor(request.endpoint!, { ...request.params, page: older }),
  };
}
