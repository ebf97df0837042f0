import { Controller, Get, Post, Request, Session, redirect, render } from 'phial';

import { Paging, PostForm, SearchQuery } from './forms.js';
import { Member } from './member.js';
import { Posts } from './posts.js';
import { Words } from './words.js';

/** What there is to read. */
@Controller('')
export class Feed {
  constructor(private readonly posts: Posts) {}

  @Get('/')
  async home({ id }: Member, { page }: Paging) {
    return render('feed/home', await this.posts.feed(id, page));
  }

  @Post('/')
  async write({ id }: Member, request: Request, session: Session, words: Words) {
    const { value, errors, values } = await PostForm.validate(request);
    if (!value) return render('feed/home', { ...values, errors, ...(await this.posts.feed(id, 1)) });
    await this.posts.add(id, value.body);
    session.flash(words.say('Your post is there.'), 'success');
    return redirect(request.urlFor('.home'));
  }

  @Get('/explore')
  async explore(_member: Member, { page }: Paging) {
    return render('feed/explore', await this.posts.all(page));
  }

  @Get('/search')
  async search(_member: Member, { q, page }: SearchQuery) {
    return render('feed/search', { q, ...(await this.posts.search(q, page)) });
  }
}
