import { jest } from '@jest/globals';

import { PATIENCE, Project } from '../support/project.js';

jest.setTimeout(PATIENCE);

const APP = `
import { createApp, FileSessionStore, Get, MemorySessionStore, Session } from 'phial';

class Pages {
  @Get('/')
  index(session: Session) {
    return session.size;
  }
}

const store = process.env.STORE === 'file' ? new FileSessionStore({ folder: 'sessions' }) : new MemorySessionStore();
export const app = createApp({ controllers: [Pages], secretKey: 'a secret key for the specs', session: { store } });
`;

describe('phial run --workers with sessions in memory', () => {
  it('does not start, and says what to use instead', async () => {
    const { code, stderr } = await new Project({ 'app.ts': APP }).phial(['run', '--port', '0', '--workers', '2']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /session\.store: it keeps sessions in the memory of one process.*\n\s+Use a FileSessionStore/,
    );
  });

  it('starts with one worker', async () => {
    const command = new Project({ 'app.ts': APP }).start(['run', '--port', '0', '--workers', '1']);
    expect((await fetch(await command.address())).status).toBe(200);
  });

  it('starts with sessions in files', async () => {
    const command = new Project({ 'app.ts': APP }).start(['run', '--port', '0', '--workers', '2'], {
      env: { STORE: 'file' },
    });
    expect((await fetch(await command.address())).status).toBe(200);
  });
});
