import { existsSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { APP, PATIENCE, Project } from '../support/project.js';

const LISTENING = /Listening at (unix:\S+?)[",\s]/;

function ask(socketPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path: '/', agent: false }, (response) => resolve(text(response)))
      .on('error', reject)
      .end();
  });
}

describe('phial run --socket', () => {
  it(
    "listens at a Unix socket, whatever the entry's own app.run() says, and removes it at the end",
    async () => {
      const project = new Project({ 'app.ts': `${APP}\nvoid app.run({ port: 1 });` });
      const command = project.start(['run', '--socket', 'app.sock']);
      const socket = join(project.folder, 'app.sock');
      expect((await command.says(LISTENING))[1]).toBe(`unix:${socket}`);
      expect(await ask(socket)).toBe('Hello');
      command.child.kill();
      expect(await command.ended).toBe(0);
      expect(existsSync(socket)).toBe(false);
    },
    PATIENCE,
  );

  it(
    'is shared by workers, also while they are replaced',
    async () => {
      const project = new Project({ 'app.ts': APP });
      const command = project.start(['run', '--workers', '2'], { env: { PHIAL_SOCKET: 'app.sock' } });
      const socket = join(project.folder, 'app.sock');
      await command.says('2 workers of process');
      await command.says(LISTENING);
      command.child.kill('SIGHUP');
      let isReplaced = false;
      void command.says('all workers are replaced').then(() => (isReplaced = true));
      while (!isReplaced) expect(await ask(socket)).toBe('Hello');
      expect((statSync(socket).mode & 0o777).toString(8)).toBe('660');
      command.child.kill();
      expect(await command.ended).toBe(0);
      expect(existsSync(socket)).toBe(false);
    },
    PATIENCE,
  );

  it(
    'restarts there in debug mode, and requests wait for the restart',
    async () => {
      const project = new Project({ 'app.ts': APP });
      const command = project.start(['run', '--debug', '--no-check', '--socket', 'app.sock']);
      const socket = join(project.folder, 'app.sock');
      await command.says(LISTENING);
      const at = command.stdout.length;
      project.write({ 'app.ts': APP.replace('Hello', 'Changed') });
      await command.says('restarting', at);
      await command.says(LISTENING, at);
      expect(await ask(socket)).toBe('Changed');
      expect((statSync(socket).mode & 0o777).toString(8)).toBe('660');
    },
    PATIENCE,
  );

  it(
    'is not taken together with a port',
    async () => {
      const { code, stderr } = await new Project({ 'app.ts': APP }).phial(['run', '--socket', 'a', '--port', '1']);
      expect(stderr).toContain('phial run: it was given a socket and a port, and listens at one of them.');
      expect(code).toBe(2);
    },
    PATIENCE,
  );
});
