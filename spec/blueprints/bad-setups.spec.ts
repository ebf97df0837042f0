import { createApp } from 'phial';

describe('A blueprint whose setup() throws at once', () => {
  it('leaves no rejection of another behind, whose setup() fails later', async () => {
    const rejections: unknown[] = [];
    const listen = (reason: unknown): void => void rejections.push(reason);
    process.on('unhandledRejection', listen);
    try {
      const late = { name: 'late', setup: () => Promise.reject(new Error('late is away')) };
      const wrong = {
        name: 'wrong',
        setup() {
          throw new Error('wrong at once');
        },
      };
      expect(() => createApp({ blueprints: [late, wrong], fastify: { logger: false } })).toThrow('wrong at once');
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(rejections).toEqual([]);
    } finally {
      process.off('unhandledRejection', listen);
    }
  });
});
