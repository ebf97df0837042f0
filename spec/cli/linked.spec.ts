import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { copyPhial } from '../support/copy-phial.js';
import { PATIENCE, Project } from '../support/project.js';

const APP = `
import { Controller, createApp, Get } from 'phial';
import { CurrentUser, login, UserProvider } from 'phial-login';

class Users extends UserProvider {
  find() { return undefined; }
  named() { return undefined; }
  passwordHash() { return undefined; }
  changePassword() {}
}

@Controller()
class Pages {
  @Get('/')
  home({ user }: CurrentUser) {
    return 'Hello ' + user.id;
  }
}

export const app = createApp({
  controllers: [Pages], blueprints: [login()], services: [new Users()],
});
`;

const ADDED = `
import { createApp } from 'phial';
import { greet } from 'phial-hello';

export const app = createApp({ blueprints: [{ name: 'hello', controllers: [greet] }] });
`;

const HELLO = `
import { Controller, Get } from 'phial';

class Greetings {
  greet() {
    return 'Hello';
  }
}
Get('/')(Greetings.prototype, 'greet', Object.getOwnPropertyDescriptor(Greetings.prototype, 'greet'));
Controller()(Greetings);
export const greet = Greetings;
`;

const env = { PHIAL_SECRET_KEY: 'a secret key of this spec alone, of no use elsewhere' };

const LINKS = { 'phial-login': '*', 'phial-hello': '*' };

const project = new Project({
  'package.json': JSON.stringify({ type: 'module', dependencies: LINKS }),
  'tsconfig.json': readFileSync('starter/tsconfig.json', 'utf8'),
  'app.ts': APP,
  'hello.js': ADDED,
  'elsewhere/package.json': JSON.stringify({ name: 'phial-hello', type: 'module', exports: './hello.js' }),
  'elsewhere/hello.js': HELLO,
});

// As after npm install phial-0.1.0.tgz ../extensions/phial-login: a Phial of the app's, and a folder that has its own.
const modules = join(project.folder, 'node_modules');
rmSync(join(modules, 'phial'));
copyPhial(join(modules, 'phial'));
copyPhial(join(project.folder, 'elsewhere/node_modules/phial'));
symlinkSync(join(process.cwd(), 'extensions/phial-login'), join(modules, 'phial-login'));
symlinkSync(join(project.folder, 'elsewhere'), join(modules, 'phial-hello'));
mkdirSync(join(project.folder, 'static'));

describe('An extension that is linked by its path', () => {
  it(
    "is run with the app's Phial, not with that of its own specs",
    async () => {
      const command = project.start(['run', 'app.ts', '--port', '0'], { env });
      const response = await fetch(await command.address(), { redirect: 'manual' });
      expect(response.status).toBe(302);
      expect(response.headers.get('location')).toBe('/account/login?next=%2F');
    },
    PATIENCE,
  );

  it(
    'has the types of that Phial, too',
    async () => {
      const { code, stdout } = await project.phial(['check', 'app.ts'], { env });
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'phial: nothing is wrong with app.ts\n' });
    },
    PATIENCE,
  );

  it(
    'works in an app that is compiled already',
    async () => {
      project.write({
        'elsewhere/package.json': JSON.stringify({
          name: 'phial-hello',
          type: 'module',
          exports: './hello.js',
          peerDependencies: { phial: '^0.1.0' },
        }),
      });
      const command = project.start(['run', 'hello.js', '--port', '0']);
      expect(await (await fetch(await command.address())).text()).toBe('Hello');
    },
    PATIENCE,
  );

  it(
    'keeps its own Phial when it does not name it as a peer, and is told so',
    async () => {
      project.write({
        'elsewhere/package.json': JSON.stringify({ name: 'phial-hello', type: 'module', exports: './hello.js' }),
      });
      const { code, stderr } = await project.phial(['run', 'hello.js', '--port', '0']);
      expect(code).toBe(1);
      expect(stderr).toMatch(/Greetings: .*another copy of Phial.*\n.*\(PH316\)/);
    },
    PATIENCE,
  );
});
