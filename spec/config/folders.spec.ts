import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { Controller, Get, render, type AppOptions } from 'phial';

import { findingsOf } from '../support/findings-of.js';
import { quietApp } from '../support/quiet-app.js';

@Controller()
class Pages {
  @Get('/')
  index() {
    return render('index');
  }
}

const projects: string[] = [];
afterAll(() => projects.forEach((folder) => rmSync(folder, { recursive: true })));

/** A folder with these files. */
function projectOf(...files: string[]): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'phial-folders-')));
  projects.push(folder);
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), file);
  }
  return folder;
}

const textOf = async (options: AppOptions, path: string): Promise<string> => {
  const { status, text } = await quietApp([Pages], options).testClient().get(path);
  return status === 200 ? text : String(status);
};

describe('root', () => {
  const project = projectOf('package.json', 'templates/index.hbs', 'static/a.txt', 'src/app.ts', 'dist/src/app.js');

  it.each(['.', 'src', 'dist', 'dist/src'])(
    'leads to the templates and static files of the package from %s',
    async (folder) => {
      const root = join(project, folder);
      expect(await textOf({ root }, '/')).toBe('templates/index.hbs');
      expect(await textOf({ root }, '/static/a.txt')).toBe('static/a.txt');
    },
  );

  it('leads to folders of other names, too', async () => {
    const root = join(projectOf('package.json', 'views/index.hbs', 'public/a.txt', 'dist/app.js'), 'dist');
    const options = { root, templates: 'views', static: { folder: 'public' } };
    expect(await textOf(options, '/')).toBe('views/index.hbs');
    expect(await textOf(options, '/static/a.txt')).toBe('public/a.txt');
  });

  it('prefers what is nearer', async () => {
    const near = projectOf(
      'package.json',
      'templates/index.hbs',
      'static/a.txt',
      'src/templates/index.hbs',
      'src/static/b.txt',
    );
    const root = join(near, 'src');
    expect(await textOf({ root }, '/')).toBe('src/templates/index.hbs');
    expect(await textOf({ root }, '/static/b.txt')).toBe('src/static/b.txt');
    expect(await textOf({ root }, '/static/a.txt')).toBe('404');
  });

  it('leads to no folder above the package', async () => {
    const root = join(projectOf('static/a.txt', 'package.json', 'app/package.json', 'app/dist/app.js'), 'app/dist');
    expect(await textOf({ root }, '/static/a.txt')).toBe('404');
  });

  it('leads nowhere else when it lies in no package', async () => {
    const root = join(projectOf('static/a.txt', 'dist/app.js'), 'dist');
    expect(await textOf({ root }, '/static/a.txt')).toBe('404');
  });

  it('serves no static files from above when static is false', async () => {
    expect(await textOf({ root: join(project, 'dist'), static: false }, '/static/a.txt')).toBe('404');
  });
});

describe('A folder that is nowhere', () => {
  const root = join(projectOf('package.json', 'dist/app.js'), 'dist');

  it('is found at the start when it was named, with all places where it may lie', () => {
    const places = `${join(root, 'views')} nor ${join(root, '../views')}`;
    expect(findingsOf({ root, templates: 'views' })).toEqual([
      expect.stringMatching(`^templates: there is no folder ${places}\\. Make it, or name another`),
    ]);
  });

  it('is named by the template that was asked of it', async () => {
    const client = quietApp([Pages], { root }).testClient({ throwErrors: true });
    await expect(client.get('/')).rejects.toThrow(
      `There is no template 'index' in ${join(root, 'templates')} nor in ${join(root, '../templates')}.`,
    );
  });

  it('is no file', () => {
    expect(findingsOf({ root: join(root, '../package.json') }).join()).toMatch(/^root: there is no folder/);
  });

  it('is named once when its path is absolute', () => {
    const folder = join(root, 'views');
    expect(findingsOf({ root, templates: folder })).toEqual([
      expect.stringContaining(`templates: there is no folder ${folder}. `),
    ]);
  });
});
