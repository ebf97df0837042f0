import { createApp, hashPassword, type App, type AppOptions } from 'phial';
import { UserProvider, login, type LoginOptions, type NewAccount, type User } from 'phial-login';

export interface Member extends User {
  readonly id: number;
  readonly name: string;
  readonly mail?: string;
}

interface Row extends Member {
  passwordHash: string;
}

/** Users in memory. A change of the password changes the stamp. */
export class Members extends UserProvider<Member> {
  readonly rows = new Map<number, Row>();

  find(id: number): Member | undefined {
    return this.rows.get(id);
  }

  named(name: string): Member | undefined {
    return [...this.rows.values()].find((row) => row.name === name);
  }

  passwordHash({ id }: Member): string | undefined {
    return this.rows.get(id)?.passwordHash;
  }

  changePassword({ id }: Member, passwordHash: string): void {
    this.change(id, { passwordHash, stamp: passwordHash.slice(-8) });
  }

  override create({ name, passwordHash }: NewAccount): Member | undefined {
    if (this.named(name) !== undefined) return undefined;
    const row = { id: this.rows.size + 1, name, passwordHash, mail: `${name}@example.com`, stamp: 'first' };
    this.rows.set(row.id, row);
    return row;
  }

  override mailOf({ mail }: Member): string | undefined | Promise<string | undefined> {
    return mail;
  }

  override addRole({ id }: Member, role: string): void {
    this.change(id, { roles: [...(this.rows.get(id)?.roles ?? []), role] });
  }

  change(id: number, values: Partial<Row>): void {
    this.rows.set(id, { ...this.rows.get(id)!, ...values });
  }
}

/** Cheap to make, so that specs are quick: it is replaced at the first login. */
export const PASSWORD = 'open sesame';
const HASH = await hashPassword(PASSWORD);

/** An app with Ada, whose password is `open sesame`. */
export function appWith(
  options: LoginOptions = {},
  { members = new Members(), ...more }: Partial<AppOptions> & { members?: Members } = {},
): { app: App; members: Members } {
  if (members.rows.size === 0) members.create({ name: 'ada', passwordHash: HASH });
  const app = createApp({
    secretKey: 'a secret of the specs',
    fastify: { logger: false },
    templates: [],
    static: false,
    ...more,
    blueprints: [login(options), ...(more.blueprints ?? [])],
    services: [members, ...(more.services ?? [])],
  });
  return { app, members };
}

export const ada = { username: 'ada', password: PASSWORD };
