import { spawnSync } from 'node:child_process';

import { PATIENCE } from '../support/project.js';

// As npm start does: from here, where Phial and its extensions are found by their sources.
describe.each([
  ['blog', '/auth/login'],
  ['conduit', '/api/users/login'],
])('demo/%s', (name, path) => {
  it(
    'starts by the command line',
    () => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['dist/cli/index.js', 'routes', `demo/${name}/app.ts`],
        { encoding: 'utf8', env: { ...process.env, PHIAL_SECRET_KEY: 'a secret of the specs' } },
      );
      expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining('copies') as string });
      expect(stdout).toContain(path);
    },
    PATIENCE,
  );
});
