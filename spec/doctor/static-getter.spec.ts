import { Controller, createApp, FromRequest, Get, SetupError } from '../../lib/index.js';

describe('A decorator on a static getter', () => {
  it('is a finding, without a call of the getter', () => {
    class Reader {
      @FromRequest()
      static get load(): () => Reader {
        throw new Error('It was called.');
      }
    }

    @Controller()
    class Notes {
      @Get('/')
      index(reader: Reader) {
        return String(reader);
      }
    }
    expect(() => createApp({ controllers: [Notes] })).toThrow(SetupError);
    expect(() => createApp({ controllers: [Notes] })).toThrow(/Reader\.load/);
  });
});
