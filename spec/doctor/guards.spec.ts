/* eslint-disable @typescript-eslint/no-floating-promises -- the mistake */
import * as web from 'phial';
import { abort, Controller, Get, Request } from 'phial';

import { warningsOf } from '../support/warnings-of.js';

describe('A guard that nobody waits for', () => {
  class Access {
    async demand(request: Request): Promise<void> {
      if (!(await Promise.resolve(request.args.has('key')))) abort(401);
    }

    async note(text: string): Promise<void> {
      await Promise.resolve(text);
    }
  }

  it('is told of a private method', () => {
    class Notes {
      @Get('/')
      index() {
        void this.#guard();
        this.#guard();
        this.#note();
        return 'Secret';
      }

      async #guard(): Promise<void> {
        await Promise.resolve();
        abort(401);
      }

      async #note(): Promise<void> {
        await Promise.resolve();
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      'Notes.index: it calls this.#guard(), which may refuse the request, and goes on without waiting for it. Write await this.#guard(...). (PH709)',
    ]);
  });

  it('is told of one that calls abort() by another name of the module', () => {
    class Notes {
      @Get('/')
      index() {
        this.guard();
        this.stop(new AbortController());
        return 'Secret';
      }

      async guard(): Promise<void> {
        await Promise.resolve();
        web.abort(401, 'Log in first.');
      }

      async stop(controller: AbortController): Promise<void> {
        await Promise.resolve();
        controller.abort(new Error('401'));
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([
      expect.stringMatching(/^Notes\.index: it calls this\.guard\(\), which may refuse the request/),
    ]);
  });

  it('is no method that aborts what it began itself, whatever the reason', () => {
    const uploads = new AbortController();
    class Notes {
      private readonly running = new AbortController();

      @Get('/')
      index() {
        this.begin();
        this.stop(new AbortController());
        this.stopRunning();
        this.stopUploads();
        return 'Public';
      }

      async begin(): Promise<void> {
        const begun = new AbortController();
        await Promise.resolve();
        begun.abort(404);
      }

      async stop(task: AbortController): Promise<void> {
        await Promise.resolve();
        task.abort(404);
      }

      async stopRunning(): Promise<void> {
        await Promise.resolve();
        this.running.abort(404);
      }

      async stopUploads(): Promise<void> {
        const controller = await Promise.resolve(uploads);
        controller.abort(404);
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([]);
  });

  it('is told of a service, be it a field or a parameter', () => {
    @Controller()
    class Notes {
      constructor(private readonly access: Access) {}

      @Get('/')
      async index(request: Request) {
        this.access.demand(request);
        this.access.note('seen');
        await this.access.demand(request);
        return 'Secret';
      }

      @Get('/other')
      other(request: Request, access: Access) {
        access.demand(request);
        return 'Secret';
      }
    }
    expect(warningsOf({ controllers: [Notes], services: [new Access()] })).toEqual([
      expect.stringMatching(/^Notes\.index: it calls this\.access\.demand\(\)/),
      expect.stringMatching(/^Notes\.other: it calls access\.demand\(\)/),
    ]);
  });

  it('is not told when another service has a method of that name', () => {
    class Shop {
      demand(): number {
        return 1;
      }
    }
    class Notes {
      @Get('/')
      index(shop: Shop) {
        shop.demand();
        return 'Open';
      }
    }
    expect(warningsOf({ controllers: [Notes], services: [new Access(), new Shop()] })).toEqual([]);
  });

  it('is none that aborts something else', () => {
    class Feed {
      async refresh(): Promise<void> {
        const controller = new AbortController();
        setTimeout(() => controller.abort(), 10).unref();
        await Promise.resolve(controller.signal);
      }
    }
    class Notes {
      @Get('/')
      index(feed: Feed) {
        feed.refresh();
        return 'Open';
      }
    }
    expect(warningsOf({ controllers: [Notes], services: [new Feed()] })).toEqual([]);
  });
});
