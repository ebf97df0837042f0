import { Controller, Get, Post, Request, abort, makeResponse } from 'phial';
import { z } from 'zod';

import { CurrentUser } from './current-user.js';
import { NewPost } from './new-post.js';
import { Paging } from './paging.js';
import { Posts } from './posts.js';

const PostOut = z.object({
  id: z.int(),
  title: z.string(),
  body: z.string(),
  date: z.string(),
  author: z.string(),
  url: z.string(),
});
const Written = z.object({ id: z.int(), url: z.string() });
const PageOut = z.object({ posts: z.array(PostOut), page: z.int(), next: z.string().nullable() });

/** The posts for programs: JSON in and out, described at /docs. */
@Controller('/api')
export class Api {
  constructor(private readonly posts: Posts) {}

  @Get('/posts', { response: PageOut, summary: 'A page of the posts, the newest first' })
  async list({ page, size }: Paging, request: Request) {
    const found = await this.posts.page(page, size);
    const next = found.hasNext ? request.urlFor('.list', { page: page + 1, size }) : null;
    const posts = found.posts.map((post) => ({ ...post, url: request.urlFor('.read', { id: post.id }) }));
    return { posts, page, next };
  }

  @Get('/posts/:id', { response: PostOut, summary: 'One post' })
  async read(id: number, request: Request) {
    const post = (await this.posts.find(id)) ?? abort(404, `Post id ${id} doesn't exist.`);
    return { ...post, url: request.urlFor('.read', { id }) };
  }

  @Post('/posts', {
    response: Written,
    summary: 'Writes a post, as the user who is logged in',
    openapi: { status: 201 },
  })
  async create(post: NewPost, author: CurrentUser, request: Request) {
    const id = await this.posts.add(author.id, post.title, post.body);
    const url = request.urlFor('.read', { id });
    return makeResponse({ id, url }, 201, { Location: url });
  }
}
