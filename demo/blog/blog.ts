import { Controller, OnStart, Request, Route, abort, redirect, render, sendFile, type Issue } from 'phial';

import { CurrentUser } from './current-user.js';
import { Database } from './database.js';
import { PostForm } from './new-post.js';
import { Page } from './paging.js';
import { LARGEST_PICTURE, Pictures } from './pictures.js';
import { Posts, type Post } from './posts.js';

/** Room for a picture and the text beside it. A little more than is allowed gets a message, much more a 413. */
const limits = { multipart: LARGEST_PICTURE + 1024 * 1024 };

/** Posts on a page of the list. */
const PAGE_SIZE = 10;

@Controller()
export class Blog {
  constructor(
    private readonly posts: Posts,
    private readonly pictures: Pictures,
  ) {}

  @OnStart()
  async createTables(database: Database) {
    await database.createTables();
  }

  @Route('/')
  async index({ page }: Page) {
    const { posts, hasNext } = await this.posts.page(page, PAGE_SIZE);
    if (posts.length === 0 && page > 1) abort(404, `There are no posts on page ${page}.`);
    return render('blog/index', { posts, page, newer: page > 1 && page - 1, older: hasNext && page + 1 });
  }

  @Route('/create', ['GET', 'POST'], { limits })
  async create(author: CurrentUser, request: Request) {
    if (request.method === 'GET') return render('blog/create');
    const { value, issues } = await PostForm.validate(request);
    if (issues) return render('blog/create', shownAgain(request, issues));
    const picture = value.picture ? await this.pictures.add(value.picture) : null;
    await this.posts.add(author.id, value.title, value.body, picture);
    return redirect(request.urlFor('blog.index'));
  }

  @Route('/:id/update', ['GET', 'POST'], { limits })
  async update(id: number, author: CurrentUser, request: Request) {
    const post = await this.ownPost(id, author);
    if (request.method === 'GET') return render('blog/update', { post, ...post });
    const { value, issues } = await PostForm.validate(request);
    if (issues) return render('blog/update', { post, ...shownAgain(request, issues) });
    const picture = value.picture ? await this.pictures.add(value.picture) : post.picture;
    await this.posts.update(id, value.title, value.body, picture);
    if (picture !== post.picture) await this.pictures.delete(post.picture);
    return redirect(request.urlFor('blog.index'));
  }

  @Route('/:id/delete', ['POST'])
  async delete(id: number, author: CurrentUser, request: Request) {
    const post = await this.ownPost(id, author);
    await this.posts.delete(id);
    await this.pictures.delete(post.picture);
    return redirect(request.urlFor('blog.index'));
  }

  @Route('/:id/picture')
  async picture(id: number) {
    const post = await this.posts.find(id);
    return sendFile(this.pictures.path(post?.picture ?? abort(404)));
  }

  /** Browsers ask for it where a page names no icon: those of the API, for instance. */
  @Route('/favicon.ico')
  favicon() {
    return sendFile('static/favicon.ico', { maxAge: 24 * 60 * 60 });
  }

  private async ownPost(id: number, author: CurrentUser): Promise<Post> {
    const post = (await this.posts.find(id)) ?? abort(404, `Post id ${id} doesn't exist.`);
    return post.authorId === author.id ? post : abort(403);
  }
}

/** What was typed, and a message for each field that is wrong. */
function shownAgain(request: Request, issues: readonly Issue[]) {
  const errors = Object.fromEntries<string>(issues.map(({ path: [field = ''], message }) => [field, message]));
  return { title: request.form.get('title'), body: request.form.get('body'), errors };
}
