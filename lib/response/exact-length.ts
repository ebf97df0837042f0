import { pipeline, Transform, type Readable, type TransformCallback } from 'node:stream';

/**
 * Passes on as many bytes as an answer has announced. What is more would be read as the beginning of the next answer on the
 * connection, and for what is missing the client would wait there: either is an error, after which the connection is closed.
 */
export class ExactLength extends Transform {
  #given = 0;

  /** @param what begins the error: `The file a.txt` */
  constructor(
    private readonly announced: number,
    private readonly what: string,
    private readonly cure = '',
  ) {
    super();
  }

  /** @internal */
  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.#given += chunk.length;
    if (this.#given > this.announced) done(this.#error(`${this.#given} bytes or more`));
    else done(null, chunk);
  }

  /** @internal */
  override _flush(done: TransformCallback): void {
    done(this.#given < this.announced ? this.#error(`${this.#given} bytes`) : null);
  }

  #error(given: string): Error {
    return wrongLength(this.what, given, this.announced, this.cure);
  }
}

/** @param given `10 bytes` */
export function wrongLength(what: string, given: string, announced: number, cure = ''): Error {
  return new Error(`${what} gave ${given}, and its Content-Length had announced ${announced}.${cure}`);
}

/** A source, as long as was announced. Either is closed with the other. */
export function ofLength(announced: number, source: Readable, what: string, cure?: string): ExactLength {
  const exact = new ExactLength(announced, what, cure);
  // Who reads it hears of its errors.
  return pipeline(source, exact, () => {});
}

/** @throws TypeError for a `Content-Length` that is not a number of bytes */
export function announcedLength(header: string): number {
  if (/^\d{1,15}$/.test(header)) return Number(header);
  throw new TypeError(
    `The header 'Content-Length' is a number of bytes, not ${JSON.stringify(header)}. Leave it out: then the body may have any length.`,
  );
}
