/** The `Content-Encoding` that the extension of a file stands for: an SVG that is sent as it was compressed. */
export function encodingOf(path: string): string | undefined {
  return /\.svgz$/i.test(path) ? 'gzip' : undefined;
}
