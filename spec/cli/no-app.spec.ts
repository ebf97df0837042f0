import { APP, PATIENCE, Project } from '../support/project.js';

describe('An entry whose app is not an app', () => {
  it.each([
    [
      'is a promise',
      APP.replace(/(export const app = createApp\([^]*?\));/, '$1.run({ port: 0 });'),
      'app.ts exports a promise as app. app.run() gives one: write export const app = createApp({ controllers: [...] }); and await app.run(); below it.',
    ],
    [
      'is the default',
      APP.replace('export const app =', 'export default'),
      'app.ts exports its app as default. Export it by',
    ],
    [
      'is an object',
      'export const app = { run() {} };',
      'app.ts exports as app [Object], which createApp() has not made.',
    ],
    ['is a number', 'export const app = 3;', 'app.ts exports as app 3, which createApp() has not made. Write: export'],
  ])(
    'is told what it is: it %s',
    async (_how, code, message) => {
      const { code: exit, stderr } = await new Project({ 'app.ts': code }).phial(['routes']);
      expect({ exit, stderr }).toEqual({ exit: 1, stderr: expect.stringContaining(message) as unknown });
    },
    PATIENCE,
  );
});
