import type { Dicer } from '@fastify/busboy';

/** Blanks behind a boundary mean nothing (RFC 2046, section 5.1.1), and the parser takes them for a header that it cannot read. */
export function allowPadding(parser: Dicer): void {
  const { _hparser: headers } = parser as unknown as { _hparser: HeaderParser };
  // One function for all parsers: V8 would keep one made here, and the form behind it, until its next full garbage collection.
  headers._parseHeader = parseWithoutPadding;
}

interface HeaderParser {
  buffer: string;
  _parseHeader(): void;
}

function parseWithoutPadding(this: HeaderParser): void {
  this.buffer = this.buffer.replace(/^[ \t]+(?=\r\n|$)/, '');
  (Object.getPrototypeOf(this) as HeaderParser)._parseHeader.call(this);
}
