import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { secureFilename } from 'phial';

const HOSTILE = [
  '',
  ' ',
  '.',
  '..',
  '...',
  '/',
  '\\',
  '_',
  '-',
  '\0',
  '../../x',
  '..\\..\\x',
  '/etc/passwd',
  String.raw`C:\Users\me\x.txt`,
  String.raw`\\server\share\x`,
  'C:x',
  'x:stream',
  'a\0b',
  'a\nb',
  'a\r\nb',
  '\u202Egnp.exe',
  'a/./b',
  '~/.ssh/id',
  '$(rm -rf ~)',
  '`id`',
  '-rf',
  '--help',
  'a;b|c&d',
  '"quoted"',
  "it's",
  '<script>',
  '%2e%2e%2f',
  '..%2fx',
  'CON',
  'con.txt',
  'NUL.tar.gz',
  'com1',
  'COM¹.log',
  'lpt9',
  'x'.repeat(300),
  '日'.repeat(300),
  `${'x'.repeat(300)}.txt`,
  `x.${'y'.repeat(300)}`,
  `${'x'.repeat(254)}.${'y'.repeat(40)}`,
  'a.',
  'a ',
  'a. . ',
  '🎉',
  '\ud800',
  'e\u0301',
  '\u0301',
  '　',
  '\u00a0',
  '．．／x',
  '.htaccess',
  '.env',
  '*',
  '?',
  'a*b?c',
];

describe('secureFilename', () => {
  it.each([
    ['note.txt', 'note.txt'],
    ['My cool movie.mov', 'My_cool_movie.mov'],
    ['../../../etc/passwd', 'etc_passwd'],
    ['i contain cool ümläuts.txt', 'i_contain_cool_ümläuts.txt'],
    ['título.pdf', 'título.pdf'],
    ['日本.txt', '日本.txt'],
    ['हिन्दी.txt', 'हिन्दी.txt'],
    [String.raw`C:\Users\me\x.txt`, 'C_Users_me_x.txt'],
    ['a  b\tc', 'a_b_c'],
    ['a.tar.gz', 'a.tar.gz'],
    ['...a...', 'a'],
    ['.htaccess', 'htaccess'],
    ['-rf', 'rf'],
    ['a-b_c.d', 'a-b_c.d'],
    ['a\0b', 'ab'],
    ['photo\u202Egnp.exe', 'photognp.exe'],
    ['CON', '_CON'],
    ['con.txt', '_con.txt'],
    ['com1.tar.gz', '_com1.tar.gz'],
    ['console.txt', 'console.txt'],
    ['', 'file'],
    ['..', 'file'],
    ['🎉', 'file'],
    ['\0', 'file'],
  ])('makes %j %j', (name, safe) => {
    expect(secureFilename(name)).toBe(safe);
  });

  it('gives names that look the same one spelling', () => {
    expect(secureFilename('e\u0301')).toBe(secureFilename('\u00e9'));
  });

  it('cuts a name to 255 bytes and keeps its extension', () => {
    expect(secureFilename(`${'x'.repeat(300)}.txt`)).toBe(`${'x'.repeat(251)}.txt`);
    expect(secureFilename(`${'日'.repeat(300)}.txt`)).toBe(`${'日'.repeat(83)}.txt`);
  });

  it('leaves nothing of a name that would do harm, and changes nothing the second time', () => {
    for (const name of HOSTILE) {
      const safe = secureFilename(name);
      expect(safe).toMatch(/^(?!(?:con|nul|com[1-9¹]|lpt[1-9])(?:\.|$))(?![-.])[^\0-\x20"$&'()*/:;<>?\\`|\x7f]*[^.]$/i);
      expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(255);
      expect(secureFilename(safe).replace(/^_/, '')).toBe(safe.replace(/^_/, ''));
    }
  });

  it('gives names that files can have', () => {
    const folder = mkdtempSync(join(tmpdir(), 'phial-spec-'));
    try {
      const names = new Set(HOSTILE.map(secureFilename));
      for (const name of names) writeFileSync(join(folder, name), '');
      expect(readdirSync(folder).length).toBe(names.size);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is done at once with a name of any length', () => {
    const start = performance.now();
    for (const filler of ['_', '.', ' ', '/', '\0', 'a.', '日']) secureFilename(`a${filler.repeat(200_000)}b`);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it.each([undefined, null, 42, {}])('refuses %p, which is no name', (name) => {
    expect(() => secureFilename(name as unknown as string)).toThrow('secureFilename() takes a string');
  });
});
