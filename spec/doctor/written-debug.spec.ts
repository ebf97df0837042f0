import { runsInDebug, setsDebug } from '../../lib/doctor/written-debug.js';

describe('Debug mode in the source', () => {
  it.each([
    'createApp({ controllers: [Root], debug: true })',
    'createApp({ config: { url: ")" }, debug: true as boolean })',
    'createApp({ debug: true, plugins: [[cors, { debug: false }]] })',
  ])("is an option of the app's own: %s", (call) => {
    expect(setsDebug(call)).toBe(true);
  });

  it.each([
    'createApp({ ...(isDev ? { debug: true } : {}) })',
    'createApp({ plugins: [[cors, { debug: true }]] })',
    'createApp({ config: { payment: { debug: true } } })',
    "createApp({ title: 'debug: true' })",
    'createApp({ debug: true && isDev })',
    'createApp({ ...dev({ debug: true }) })',
  ])('is not what another one is told, or under a condition: %s', (call) => {
    expect(setsDebug(call)).toBe(false);
  });

  it.each([
    ['const app = createApp({ controllers });\nawait app.run({ port: 1, debug: true });'],
    [
      'export const app: App = createApp({ controllers });',
      "import { app } from './app.js';\napp.run({ debug: true });",
    ],
    ['export default createApp();', "import server from './app.js';\nserver.run({ debug: true });"],
    ['createApp({ controllers }).run({ debug: true });'],
  ])('is given to the run() of an app: %s', (...texts) => {
    expect(runsInDebug(texts)).toBe(true);
  });

  it.each([
    'new Worker().run({ debug: true });',
    'worker.run({ debug: true });',
    'this.app.run({ debug: true });',
    'app.run({ port: 1 });',
    'app.run({ logger: { debug: true } });',
  ])('is not what anything else is run with: %s', (text) => {
    expect(runsInDebug(['export const app = createApp({ controllers });', text])).toBe(false);
  });
});
