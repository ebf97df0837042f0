import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';

import { Get, Response } from 'phial';

import { warningsOf } from '../support/warnings-of.js';

const WARNED =
  "it returns what pipe() gives, which hears nothing of an error before it: the response is not ended, and the error ends the process. Write return pipeline(source, target, () => {}), of 'node:stream'. (PH723)";

describe('A stream behind pipe()', () => {
  it('is warned of where it is returned', () => {
    class Files {
      @Get('/')
      index() {
        return createReadStream('notes.txt').pipe(createGzip());
      }

      @Get('/named')
      named() {
        const file = createReadStream('notes.txt');
        const packed = createGzip();
        return new Response(file.pipe(packed), { type: 'application/gzip' });
      }
    }
    expect(warningsOf({ controllers: [Files] })).toEqual([`Files.index: ${WARNED}`, `Files.named: ${WARNED}`]);
  });

  it('is not what a pipe() of another library gives, nor what pipeline() gives', () => {
    class Files {
      @Get('/')
      index() {
        const effect = { pipe: (run: (value: string) => string) => run('Hello') };
        return effect.pipe((value) => value);
      }

      @Get('/pipeline')
      packed() {
        return pipeline(createReadStream('notes.txt'), createGzip(), () => {});
      }
    }
    expect(warningsOf({ controllers: [Files] })).toEqual([]);
  });

  it('is not warned of where an error of the first stream ends the last one', () => {
    class Files {
      @Get('/')
      index() {
        const packed = createGzip();
        const file = createReadStream('notes.txt').on('error', (error) => packed.destroy(error));
        return file.pipe(packed);
      }
    }
    expect(warningsOf({ controllers: [Files] })).toEqual([]);
  });
});
