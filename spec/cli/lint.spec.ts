import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

import { PATIENCE, Project } from '../support/project.js';

/** What typescript-eslint's page on linting with types has one write. */
const CONFIG = `
import tseslint from ${JSON.stringify(pathToFileURL('node_modules/@typescript-eslint/eslint-plugin/dist/index.js').href)};

export default [
  ...tseslint.configs['flat/recommended-type-checked'],
  { languageOptions: { parserOptions: { projectService: true } } },
];
`;

const project = new Project();
const config = join(project.folder, 'eslint.config.mjs');
project.write({ 'eslint.config.mjs': CONFIG });

/** What ESLint says of the files, when it is started in a folder with a tsconfig.json. */
async function findingsIn(folder: string, files: string): Promise<{ code: number | null; output: string }> {
  const eslint = join(process.cwd(), 'node_modules/eslint/bin/eslint.js');
  const below = relative(project.folder, folder);
  const command = project.start(['--config', config, files], { below, program: [eslint] });
  return { code: await command.ended, output: command.stdout + command.stderr };
}

describe("typescript-eslint's recommended-type-checked", () => {
  it(
    'finds nothing in a new app',
    async () => {
      await project.phial(['new', 'my-app']);
      project.install('my-app', 'zod');
      expect(await findingsIn(join(project.folder, 'my-app'), '**/*.ts')).toEqual({ code: 0, output: '' });
    },
    PATIENCE,
  );

  it(
    'finds nothing in the blog',
    async () => {
      expect(await findingsIn(process.cwd(), 'demo/**/*.ts')).toEqual({ code: 0, output: '' });
    },
    PATIENCE,
  );
});
