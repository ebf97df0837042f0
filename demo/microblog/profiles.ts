import { BeforeRequest, Controller, Get, Post, Request, Route, Session, abort, redirect, render } from 'phial';
import { Visitor } from 'phial-login';

import { AboutForm, Paging } from './forms.js';
import { Member } from './member.js';
import { Posts } from './posts.js';
import { Users, type Profile, type User } from './users.js';
import { Words } from './words.js';

/** Who writes here. */
@Controller('')
export class Profiles {
  constructor(
    private readonly users: Users,
    private readonly posts: Posts,
  ) {}

  @BeforeRequest({ scope: 'blueprint' })
  async see({ user }: Visitor<User>) {
    if (user !== null) await this.users.see(user.id);
  }

  @Get('/users/:name')
  async show(name: string, { id }: Member, { page }: Paging) {
    const profile = await this.profile(name);
    const follows = await this.users.follows(id, profile.id);
    return render('profiles/show', { profile, name, follows, ...(await this.posts.by(profile.id, page)) });
  }

  @Get('/users/:name/followers')
  async followers(name: string, _member: Member, { page }: Paging) {
    const profile = await this.profile(name);
    const title = 'Who follows {}';
    return render('profiles/list', { title, name, ...(await this.users.followers(profile.id, page)) });
  }

  @Get('/users/:name/following')
  async following(name: string, _member: Member, { page }: Paging) {
    const profile = await this.profile(name);
    const title = 'Whom {} follows';
    return render('profiles/list', { title, name, ...(await this.users.following(profile.id, page)) });
  }

  @Post('/users/:name/follow')
  async follow(name: string, { id }: Member, request: Request, session: Session, words: Words) {
    const profile = await this.profile(name);
    if (profile.id === id) abort(400, 'You cannot follow yourself.');
    await this.users.follow(id, profile.id);
    session.flash(words.say('You follow {} now.', name), 'success');
    return redirect(request.urlFor('.show', { name }));
  }

  @Post('/users/:name/unfollow')
  async unfollow(name: string, { id }: Member, request: Request, session: Session, words: Words) {
    const profile = await this.profile(name);
    await this.users.unfollow(id, profile.id);
    session.flash(words.say('You do not follow {} any more.', name), 'success');
    return redirect(request.urlFor('.show', { name }));
  }

  @Route('/edit-profile', ['GET', 'POST'])
  async edit({ user }: Member, request: Request, session: Session, words: Words) {
    if (request.method === 'GET') return render('profiles/edit', { about: user.about });
    const { value, errors, values } = await AboutForm.validate(request);
    if (!value) return render('profiles/edit', { ...values, errors });
    await this.users.setAbout(user.id, value.about);
    session.flash(words.say('Your profile is changed.'), 'success');
    return redirect(request.urlFor('.show', { name: user.name }));
  }

  private async profile(name: string): Promise<Profile> {
    return (await this.users.profile(name)) ?? abort(404, 'There is nobody of that name.');
  }
}
