import { join } from 'node:path';

import { PATIENCE, Project } from '../support/project.js';

/** What Bun has of its own, here: a name, and an IPC that takes no handles. */
const BUN = `
import children from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
globalThis.Bun = {};
const refusing = (send) => function (message, handle, ...rest) {
  if (typeof handle === 'object' && handle !== null) throw new TypeError('This handle type cannot be sent');
  return send.call(this, message, handle, ...rest);
};
const { fork } = children;
children.fork = (...args) => {
  const child = fork(...args);
  return Object.assign(child, { send: refusing(child.send) });
};
syncBuiltinESMExports();
if (process.send !== undefined) process.send = refusing(process.send);
`;

const saying = (text: string): string => `
import { Get, createApp } from 'phial';
class Pages {
  index() {
    return '${text}';
  }
}
Get('/')(Pages.prototype, 'index', Object.getOwnPropertyDescriptor(Pages.prototype, 'index'));
export const app = createApp({ controllers: [Pages] });
`;

describe('phial run --debug under Bun, whose processes cannot give each other a port', () => {
  it(
    'restarts the app when its code changes',
    async () => {
      const project = new Project({ 'app.js': saying('Hello'), 'bun.mjs': BUN });
      const env = { PHIAL_PORT: '0', NODE_OPTIONS: `--import ${join(project.folder, 'bun.mjs')}` };
      const command = project.start(['run', '--debug'], { env });
      const address = await command.address();
      const said = command.stdout.length;
      project.write({ 'app.js': saying('Moin') });
      await command.says(/app\.js changed: restarting[^]*Listening at/, said);
      expect(await (await fetch(address)).text()).toContain('Moin');
    },
    PATIENCE,
  );
});
