/** So many pieces are joined: a client that sends byte by byte would have an object of some hundred bytes made of each. */
const LOOSE = 100;

/** Bytes that come in pieces, of whatever size a client likes. */
export class Pieces {
  readonly #pieces: Buffer[] = [];
  #loose = 0;

  /** How many there are in memory. */
  get count(): number {
    return this.#pieces.length;
  }

  add(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#loose += 1;
    if (this.#loose < LOOSE) return;
    this.#loose = 0;
    this.#pieces.push(Buffer.concat(this.#pieces.splice(-LOOSE)));
  }

  /** All that has come, as text in UTF-8, which is kept no longer. Most forms come in one piece, which need not be copied. */
  takeText(): string {
    const text = this.#pieces.length === 1 ? this.#pieces[0]!.toString() : this.take().toString();
    this.#pieces.length = this.#loose = 0;
    return text;
  }

  /**
   * All that has come, which is kept no longer. What came in one piece is not copied, if that is all of its memory, or all but
   * a part.
   *
   * @param rest that part: of its memory, which then has what others have sent in the same request
   */
  take(rest = 0): Buffer {
    const first = this.#pieces[0];
    const isWhole = first !== undefined && this.#pieces.length === 1 && fills(first, 1 - rest);
    const whole = isWhole ? first : Buffer.concat(this.#pieces);
    this.#pieces.length = this.#loose = 0;
    return whole;
  }
}

/** A small part of a large memory would keep all of it. */
function fills({ length, buffer }: Buffer, part: number): boolean {
  return length >= buffer.byteLength * part;
}
