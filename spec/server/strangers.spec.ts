import { quietApp } from '../support/quiet-app.js';

describe('A member that an app does not have', () => {
  it.each([
    ['use', '@BeforeRequest()'],
    ['get', "@Get('/path')"],
    ['listen', 'app.run({ port: 3000 })'],
    ['register', 'app.fastify.register(plugin)'],
    ['url_for', 'app.urlFor'],
    ['registerBlueprint', 'createApp({ blueprints: [...] })'],
    ['request', 'app.testClient()'],
  ])('says what to write instead: %s', (name, cure) => {
    const app = quietApp() as unknown as Record<string, unknown>;
    let message = '';
    try {
      void app[name];
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message).toContain(`An App has no member '${name}'.`);
    expect(message).toContain(cure);
    expect(message).toMatch(/\(PH317\)$/);
  });
});
