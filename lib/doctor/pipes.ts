import { calledBy, memberOf, ownNodes, type Source } from '../plain/syntax.js';

/**
 * Whether a method returns what `pipe()` gives. That is the last stream, which hears nothing when the one before it fails: the
 * response is not ended, and the error ends the process.
 */
export function returnsPipe(method: unknown): boolean {
  const source = String(method);
  if (!source.includes('.pipe(') || HEARS.test(source)) return false;
  const nodes = ownNodes(source);
  const streams = new Set(nodes.filter(isNamedStream).map((node) => (node['id'] as Source)['name']));
  const isKnown = (one: Source): boolean => isStream(one) || streams.has(one['name']);
  const returned = nodes.filter(({ type }) => type === 'ReturnStatement').map(({ argument }) => argument as Source);
  return returned.some((one) => isPipe(bodyOf(one), isKnown));
}

/** Who listens for errors knows of this, and destroys the other stream. */
const HEARS = /\.(?:on|once|addListener)\(\s*['"](?:error|close)['"]/;

function isNamedStream({ type, init }: Source): boolean {
  return type === 'VariableDeclarator' && init !== null && isStream(init as Source);
}

/** `new Response(a.pipe(b))` and `makeResponse(a.pipe(b))` have it as their body. */
function bodyOf(returned: Source | null): Source | undefined {
  const isAround = ['Response', 'makeResponse', 'eventStream'].includes(calledBy(returned ?? undefined) ?? '');
  return isAround ? (returned!['arguments'] as Source[])[0] : (returned ?? undefined);
}

/** Of two streams: other libraries have a method of that name for something else. */
function isPipe(call: Source | undefined, isKnown: (one: Source) => boolean): boolean {
  const callee = call?.type === 'CallExpression' ? (call['callee'] as Source) : undefined;
  if (callee === undefined || memberOf(callee) !== 'pipe') return false;
  const [target] = call!['arguments'] as Source[];
  const origin = callee['object'] as Source;
  return isKnown(origin) || isPipe(origin, isKnown) || (target !== undefined && isKnown(target));
}

/** `createReadStream()`, `zlib.createGzip()`, `new PassThrough()`, `Readable.from()` */
function isStream(one: Source): boolean {
  const callee = one['callee'] as Source | undefined;
  const name = calledBy(one) ?? memberOf(callee) ?? '';
  if (one.type === 'NewExpression') return /^(?:PassThrough|Transform|Duplex|Readable)$/.test(name);
  return one.type === 'CallExpression' && (MAKERS.test(name) || isOfReadable(callee!));
}

const MAKERS = /^create(?:ReadStream|WriteStream|Gzip|Gunzip|Deflate|Inflate|Brotli\w+|Cipheriv|Decipheriv)$/;

function isOfReadable(callee: Source): boolean {
  const name = (callee['object'] as Source | undefined)?.['name'];
  return name === 'Readable' && ['from', 'fromWeb'].includes(memberOf(callee) ?? '');
}
