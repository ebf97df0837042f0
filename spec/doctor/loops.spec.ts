import { Get, Post, Request } from 'phial';

import { warningsOf } from '../support/warnings-of.js';

declare function send(to: string): Promise<void>;

describe('A forEach() of an async function', () => {
  it('is warned of, in controllers and services', () => {
    class Mailer {
      tell(all: string[]) {
        all.forEach(async (one) => {
          await send(one);
        });
      }
    }
    class Notes {
      @Post('/')
      add(request: Request) {
        request.form.getAll('to').forEach(async (one) => await send(one));
        return 'sent';
      }
    }
    expect(warningsOf({ controllers: [Notes], services: [new Mailer()] })).toEqual(
      ['Notes.add', 'Mailer.tell'].map(
        (who) =>
          `${who}: it gives forEach() an async function, for which nobody waits: what that throws ends the process. Write for (const one of list) { ... }, or await Promise.all(list.map(async (one) => { ... })). (PH716)`,
      ),
    );
  });

  it('is fine where it catches what it throws, or nothing is async', () => {
    class Notes {
      @Get('/')
      index(request: Request) {
        // .forEach(async ...) of a comment
        request.args.getAll('a').forEach((one) => void one);
        request.args.getAll('to').forEach(async (one) => {
          try {
            await send(one);
          } catch (error) {
            request.log.error(error);
          }
        });
        return 'Hello';
      }
    }
    expect(warningsOf({ controllers: [Notes] })).toEqual([]);
  });
});
