import { readFileSync } from 'node:fs';

import { abort, App, Controller, Get, hashPassword, html, Post, Request, verifyPassword } from 'phial';
import { quietApp } from '../support/quiet-app.js';

interface User {
  id: number;
  mail: string;
  password: string;
}

class Users {
  readonly ada: User = { id: 1, mail: 'ada@example.com', password: 'scrypt:...' };

  async find(id: number): Promise<User | undefined> {
    return id === 1 ? this.ada : undefined;
  }

  async byMail(mail: string): Promise<User | undefined> {
    return mail === this.ada.mail ? this.ada : undefined;
  }
}

class Mail {
  readonly links: string[] = [];

  async send(_to: string, link: string): Promise<void> {
    this.links.push(new URL(link).pathname);
  }
}

@Controller('/password')
class PasswordReset {
  constructor(
    private readonly app: App,
    private readonly users: Users,
    private readonly mail: Mail,
  ) {}

  @Post('/forgotten')
  async send(request: Request) {
    const user = await this.users.byMail(request.form.get('mail', ''));
    if (user !== undefined) {
      const token = this.app.sign(user.id, { purpose: purposeFor(user), maxAge: 3600 });
      const values = { id: user.id, token };
      await this.mail.send(user.mail, request.urlFor('.change', values, { external: true }));
    }
    return 'If there is such an account, a mail is on its way.';
  }

  /** Where the link leads. The form is sent to the same address. */
  @Get('/:id/:token')
  form(_id: number, _token: string) {
    return html`<form method="post"><input type="password" name="password" required /><button>Change</button></form>`;
  }

  @Post('/:id/:token')
  async change(id: number, token: string, request: Request) {
    const user = (await this.users.find(id)) ?? abort(404);
    if (this.app.unsign(token, { purpose: purposeFor(user) }) !== id) abort(403, 'This link is no longer good.');
    user.password = await hashPassword(request.form.require('password'));
    return 'The password is changed.';
  }
}

/** With the password's hash, a link is good until the password is another. */
function purposeFor(user: User) {
  return `reset-password ${user.password}`;
}

describe('A link in a mail', () => {
  const users = new Users();
  const mail = new Mail();
  const client = quietApp([PasswordReset], {
    services: [users, mail],
    secretKey: 'a secret key of the spec',
  }).testClient();

  it('lets a user who forgot it set another password, once', async () => {
    await client.post('/password/forgotten', { form: { mail: 'nobody@example.com' } });
    await client.post('/password/forgotten', { form: { mail: 'ada@example.com' } });
    expect(mail.links).toHaveLength(1);
    const [link] = mail.links as [string];
    expect((await client.get(link)).text).toContain('<form method="post">');
    expect((await client.post(`${link}x`, { form: { password: 'correct horse' } })).status).toBe(403);
    expect((await client.post(link, { form: { password: 'correct horse' } })).status).toBe(200);
    expect(await verifyPassword('correct horse', users.ada.password)).toBe(true);
    expect((await client.post(link, { form: { password: 'another' } })).status).toBe(403);
  });

  it('is what docs/security.md shows', () => {
    const page = readFileSync('docs/security.md', 'utf8');
    const [, shown] = /^(@Controller\('\/password'\)\n[^]*?)^export const app/m.exec(page)!;
    expect(unwrapped(readFileSync('spec/session/password-reset.spec.ts', 'utf8'))).toContain(unwrapped(shown!));
  });
});

/** The page's lines are shorter. */
function unwrapped(text: string): string {
  return text.replace(/\s+/g, '').replaceAll(',)', ')');
}
