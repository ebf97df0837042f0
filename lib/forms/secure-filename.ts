import { typeOf } from '../plain/shown.js';

/** Names that Windows keeps for devices, whatever their extension. */
const DEVICES = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/** Bytes that a file's name may have on the usual file systems. */
const LONGEST_NAME = 255;

/**
 * A name that is safe to store a file under, made of one that a client chose: no folders, no dots or dashes in front, no
 * characters that a shell or another system would mind. It is never empty: what leaves nothing becomes `file`. Letters of
 * all languages stay, unlike in Werkzeug's `secure_filename`.
 *
 * @example secureFilename('../../etc/My pass words.txt') // 'etc_My_pass_words.txt'
 */
export function secureFilename(name: string): string {
  if (typeof name !== 'string')
    throw new TypeError(`secureFilename() takes a string, the client's name of a file, not ${typeOf(name)}.`);
  const plain = name
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\\/\s]+/g, '_')
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '')
    // Looking back keeps a long row of underscores from being tried from each of them.
    .replace(/^[._-]+|(?<![._])[._]+$/g, '');
  if (plain === '') return 'file';
  return shortened(DEVICES.test(plain) ? `_${plain}` : plain);
}

/** The name cut to what a file system takes; its extension stays. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_NAME) return name;
  const extension = /\.[^.]{1,20}$/.exec(name)?.[0] ?? '';
  const room = LONGEST_NAME - Buffer.byteLength(extension);
  let stem = '';
  let bytes = 0;
  for (const character of name.slice(0, name.length - extension.length)) {
    bytes += Buffer.byteLength(character);
    if (bytes > room) break;
    stem += character;
  }
  return stem.replace(/[._]+$/, '') + extension;
}
