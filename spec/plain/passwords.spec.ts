import { hashPassword, needsRehash, verifyPassword } from 'phial';

const PASSWORD = 'pässword 🔑';

/** Made with Werkzeug 3.1: `generate_password_hash(PASSWORD, method)`. */
const WERKZEUG = [
  'scrypt:32768:8:1$kSmhvamJohlpNuTV$67097cf715921fe11dea6aea6d70071e85a1a49b64e04b7bc2363770ee24535a904bc69d9911e0f3a05abb3c07e1ea58e1d6215b83ff50adbb334d206d1310af',
  'scrypt:16384:8:5$ubzbyFfuXsqwCJMn$0e9653d77ad880b8593bb074fdc52adea147f9937a508fc754eb26b8fc9ac6c0279e6a6b8458b1cf28f5f3251bebbba77c0e040c22a0dc4c999d697420362002',
  'scrypt:1024:8:1$IP1pN60vzX7UhcjY$06806c1ebc2259ab0385011c36a8233fe74b6fa0928e84c089c2d7857d6c4e7dd7c0e0d11a096b2018e560f94a09731eb177b630b17a40ec06e6d53ec4b8e7aa',
  'pbkdf2:sha256:1000$hIIoLGxGOizD4tNn$954f35989a2ffe8b83346c58bb8ff2249ad2e46fde3bf59b0ed346cec5748ec1',
  'pbkdf2:sha256:600000$AwBOBxHFn82aALJe$f2fb0df5b4cc968c4ead1549ae9094cd281462cb1358181d72769bdb6c0e2e87',
  'pbkdf2:sha1:1000$P7hzDVdMIFzDk6GO$d2cd17cb3700c3cc74d089c30ce429c5f80460f8',
  'pbkdf2:sha512:1000$dWPjuWL8V8uyN4il$5bfa6f5371d0fab0554b76faeedeb2b2b74ba6f2da653d9717b001df3eab6423a43a4ff46a4619f4ccb25993476a23aafd3dae40e1974a76200833663cc43a31',
] as const;

const KEY = 'a'.repeat(128);

/** What is not a hash, or one that would take a minute or a gigabyte. */
const REFUSED = [
  ['text', 'secret'],
  ['nothing', ''],
  ['a plain password', PASSWORD],
  ['a hash of bcrypt', '$2b$12$abcdefghijklmnopqrstuuV8Ffh2m5F9s0hF5bW5n5w5bD0dJHx1K'],
  ['a hash without its key', 'scrypt:32768:8:1$salt$'],
  ['a hash with half a key', WERKZEUG[0].slice(0, -64)],
  ['a hash with a key in capitals', WERKZEUG[0].toUpperCase().replace('SCRYPT', 'scrypt')],
  ['a digest that Werkzeug has not', 'pbkdf2:md5:1000$salt$aaaa'],
  ['scrypt with two parameters', `scrypt:32768:8$salt$${KEY}`],
  ['scrypt with a cost that is not a power of two', `scrypt:1000:8:1$salt$${KEY}`],
  ['scrypt without a cost', `scrypt:0:8:1$salt$${KEY}`],
  ['scrypt that takes gigabytes', `scrypt:16777216:8:1$salt$${KEY}`],
  ['scrypt that takes a minute', `scrypt:32768:8:1000$salt$${KEY}`],
  ['PBKDF2 that takes a minute', `pbkdf2:sha1:999999999$salt$${'a'.repeat(40)}`],
  ['a cost in exponents', `pbkdf2:sha1:1e9$salt$${'a'.repeat(40)}`],
] as const;

describe('A password', () => {
  it('is verified by its hash', async () => {
    expect(await verifyPassword('correct horse', await hashPassword('correct horse'))).toBe(true);
  });

  it('is not verified by the hash of another', async () => {
    expect(await verifyPassword('correct horse', await hashPassword('battery staple'))).toBe(false);
  });

  it('has a hash in the form of Werkzeug, with another salt each time', async () => {
    const [one, other] = [await hashPassword('correct horse'), await hashPassword('correct horse')];
    expect(one).toMatch(/^scrypt:32768:8:1\$[A-Za-z0-9]{16}\$[0-9a-f]{128}$/);
    expect(one).not.toBe(other);
  });

  it.each(WERKZEUG)("is verified by Werkzeug's %s", async (hash) => {
    expect(await verifyPassword(PASSWORD, hash)).toBe(true);
    expect(await verifyPassword(`${PASSWORD}!`, hash)).toBe(false);
  });

  it.each(REFUSED)('is not verified by %s', async (_what, hash) => {
    expect(await verifyPassword(PASSWORD, hash)).toBe(false);
  });

  it('is not verified without a hash', async () => {
    expect(await verifyPassword('correct horse', undefined)).toBe(false);
    expect(await verifyPassword('correct horse', null)).toBe(false);
  });

  it('takes as long without a hash, or with one that is not known, as with one', async () => {
    const hash = await hashPassword('correct horse');
    const [known, none, unknown] = [await best(hash), await best(undefined), await best('secret')];
    expect(none).toBeGreaterThan(known / 3);
    expect(unknown).toBeGreaterThan(known / 3);
  });

  it('that is not text is an error with a cure', async () => {
    await expect(hashPassword(undefined as never)).rejects.toThrow(
      "hashPassword() takes the password as text, not a value of type undefined. Of a form's field that may not be there, write request.form.get('password', '').",
    );
    await expect(verifyPassword(null as never, undefined)).rejects.toThrow(TypeError);
  });
});

describe('A hash that no password fits', () => {
  let warnings: string[];
  const { emitWarning } = process;

  beforeEach(() => {
    warnings = [];
    process.emitWarning = (warning: string | Error) => void warnings.push(String(warning));
  });

  afterEach(() => {
    process.emitWarning = emitWarning;
  });

  it('is told of once when it stands in the place of the password', async () => {
    const hash = await hashPassword('correct horse');
    for (const password of ['correct horse', 'battery staple'])
      expect(await verifyPassword(hash, password)).toBe(false);
    expect(warnings).toEqual([
      'verifyPassword() was given the hash for the password, and the password for the hash. Write verifyPassword(password, hash), in this order.',
    ]);
  });

  it('is nothing to tell of when it is a mark that keeps everybody out, or nothing', async () => {
    for (const mark of ['!', '!unusable', '*', '', undefined]) await verifyPassword('correct horse', mark);
    expect(warnings).toEqual([]);
  });
});

describe('needsRehash()', () => {
  it('is false for what hashPassword() makes, and true for all else', async () => {
    expect(needsRehash(await hashPassword('correct horse'))).toBe(false);
    expect(WERKZEUG.map(needsRehash)).toEqual([false, true, true, true, true, true, true]);
    expect(needsRehash('secret')).toBe(true);
  });
});

/** Milliseconds, of the fastest of three tries. */
async function best(hash: string | undefined): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < 3; count++) {
    const start = performance.now();
    await verifyPassword('wrong', hash);
    times.push(performance.now() - start);
  }
  return Math.min(...times);
}
