import { jest } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { createRequire } from 'node:module';

import { Controller, createApp, Get } from 'phial';

/** Has `localhost` two addresses, as on most machines. */
function giveTwoAddresses(): void {
  // Fastify asks the module as require() gives it.
  const module = createRequire(import.meta.url)('node:dns') as { lookup: (...args: unknown[]) => void };
  const { lookup } = module;
  const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
  jest.spyOn(module, 'lookup').mockImplementation((...args) => {
    const asksForAll = args[0] === 'localhost' && (args[1] as { all?: boolean }).all === true;
    if (asksForAll) setImmediate(args[2] as typeof lookup, null, addresses);
    else lookup(...args);
  });
}

describe('An app at a localhost of two addresses', () => {
  beforeEach(giveTwoAddresses);
  afterEach(() => jest.restoreAllMocks());

  it.each(['127.0.0.1', '127.0.0.2'])('finishes the requests at %s before it closes its services', async (address) => {
    const events: string[] = [];
    const signals = new EventEmitter();
    const running = once(signals, 'running');
    class Store {
      close() {
        events.push('closed');
      }
    }
    @Controller()
    class Pages {
      @Get('/slow')
      async slow() {
        signals.emit('running');
        await once(signals, 'finish');
        events.push('answered');
        return 'slow but sure';
      }
    }
    const app = createApp({ controllers: [Pages], services: [new Store()], fastify: { logger: false } });
    const { port } = new URL(await app.run({ host: 'localhost', port: 0 }));
    const answer = fetch(`http://${address}:${port}/slow`);
    await running;
    const closing = app.close();
    await new Promise((resolve) => setTimeout(resolve, 200));
    signals.emit('finish');
    expect(await (await answer).text()).toBe('slow but sure');
    await closing;
    expect(events).toEqual(['answered', 'closed']);
    await expect(fetch(`http://${address}:${port}/slow`)).rejects.toThrow('fetch failed');
  });
});
