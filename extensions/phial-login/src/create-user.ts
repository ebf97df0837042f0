import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';

import { Abort, App, Command, Controller, hashPassword } from 'phial';

import { Confirmation } from './confirmation.js';
import { asName, isName } from './names.js';
import { LoginSettings } from './settings.js';
import { fill } from './texts.js';
import { UserProvider } from './user-provider.js';

/** `phial login:create-user ada admin`: the first user of an app, who can let in the others. */
@Controller()
export class CreateUser {
  private readonly confirmation: Confirmation;

  constructor(
    private readonly users: UserProvider,
    private readonly settings: LoginSettings,
    app: App,
  ) {
    this.confirmation = new Confirmation(app, users, settings);
  }

  @Command(
    'create-user <name> [roles...]',
    'Adds a user with roles; asks for the password, or makes one without a terminal',
  )
  async createUser(typed: string, roles: string[]) {
    const name = asName(typed);
    if (!isName(name)) throw new Abort(400, this.settings.texts.nameUnfit);
    if (this.users.create === undefined) throw new Abort(501, missing(this.users, 'create'));
    if (roles.length > 0 && this.users.addRole === undefined) throw new Abort(501, missing(this.users, 'addRole'));
    const given = process.stdin.isTTY ? await askFor(`Password of ${name}: `) : undefined;
    const password = given ?? randomBytes(15).toString('base64url');
    const mistake = this.settings.mistakeIn(password, this.settings.texts);
    if (mistake !== undefined) throw new Abort(400, mistake);
    const user = await this.users.create({ name, passwordHash: await hashPassword(password) });
    if (!user) throw new Abort(409, fill(this.settings.texts.nameTaken, { name }));
    // Whoever has the command line vouches for the address.
    await this.confirmation.confirm(user);
    // As it is kept by now, with what was changed before: an app may write all of it back.
    for (const role of roles) await this.users.addRole!((await this.users.find(user.id)) ?? user, role);
    return given === undefined ? `Added ${name} with the password ${password}` : `Added ${name}.`;
  }
}

function missing(users: UserProvider, method: string): string {
  return `${users.constructor.name} has no ${method}(), which this needs. Write it: UserProvider tells its parameters.`;
}

/** Asks on the terminal, where nothing of the answer is shown. */
async function askFor(question: string): Promise<string> {
  // Apps that serve ask nobody, and start without it.
  const { createInterface } = await import('node:readline/promises');
  process.stdout.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stdout.write('\n');
  }
}
