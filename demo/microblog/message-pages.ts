import { Controller, Get, Request, Route, Session, abort, redirect, render } from 'phial';

import { MessageForm, Paging } from './forms.js';
import { Member } from './member.js';
import { Messages } from './messages.js';
import { Profiles } from './profiles.js';
import { Users } from './users.js';
import { Words } from './words.js';

/** What people write to each other. */
@Controller('/messages')
export class MessagePages {
  constructor(
    private readonly messages: Messages,
    private readonly users: Users,
  ) {}

  @Get('')
  async inbox({ id }: Member, { page }: Paging) {
    return render('messages/inbox', await this.messages.read(id, page));
  }

  @Route('/to/:name', ['GET', 'POST'])
  async write(name: string, { id }: Member, request: Request, session: Session, words: Words) {
    const recipient = (await this.users.named(name)) ?? abort(404, 'There is nobody of that name.');
    if (request.method === 'GET') return render('messages/write', { name });
    const { value, errors, values } = await MessageForm.validate(request);
    if (!value) return render('messages/write', { ...values, errors, name });
    await this.messages.send(id, recipient.id, value.body);
    session.flash(words.say('Your message is sent.'), 'success');
    return redirect(request.urlFor(Profiles, 'show', { name }));
  }
}
