import { Controller, OnStart, Request, Route, Session, abort, redirect, render } from 'phial';

import { CurrentUser } from './current-user.js';
import { Database } from './database.js';
import { Posts, type Post } from './posts.js';

@Controller()
export class Blog {
  constructor(private readonly posts: Posts) {}

  @OnStart()
  async createTables(database: Database) {
    await database.createTables();
  }

  @Route('/')
  async index() {
    return render('blog/index', { posts: await this.posts.all() });
  }

  @Route('/create', ['GET', 'POST'])
  async create(author: CurrentUser, request: Request, session: Session) {
    const { title, body } = typed(request);
    if (request.method === 'POST') {
      if (title !== '') {
        await this.posts.add(author.id, title, body);
        return redirect(request.urlFor('blog.index'));
      }
      session.flash('Title is required.');
    }
    return render('blog/create', { title, body });
  }

  @Route('/:id/update', ['GET', 'POST'])
  async update(id: number, author: CurrentUser, request: Request, session: Session) {
    const post = await this.ownPost(id, author);
    const { title, body } = request.method === 'POST' ? typed(request) : post;
    if (request.method === 'POST') {
      if (title !== '') {
        await this.posts.update(id, title, body);
        return redirect(request.urlFor('blog.index'));
      }
      session.flash('Title is required.');
    }
    return render('blog/update', { post, title, body });
  }

  @Route('/:id/delete', ['POST'])
  async delete(id: number, author: CurrentUser, request: Request) {
    await this.ownPost(id, author);
    await this.posts.delete(id);
    return redirect(request.urlFor('blog.index'));
  }

  private async ownPost(id: number, author: CurrentUser): Promise<Post> {
    const post = (await this.posts.find(id)) ?? abort(404, `Post id ${id} doesn't exist.`);
    return post.authorId === author.id ? post : abort(403);
  }
}

function typed(request: Request): { title: string; body: string } {
  return { title: request.form.get('title', '').trim(), body: request.form.get('body', '') };
}
