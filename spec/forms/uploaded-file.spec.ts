import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { Controller, Post, Request, Response, TeardownRequest, type UploadedFile } from 'phial';
import { quietApp } from '../support/quiet-app.js';

const SMALL = 1_000;
const LARGE = 600_000;

let folder: string;
let use: (file: UploadedFile) => unknown;
let onTeardown = (): void => {};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'phial-spec-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

@Controller()
class Uploads {
  @Post('/')
  read(request: Request) {
    return use(request.files.require('file'));
  }

  @TeardownRequest()
  tearDown() {
    onTeardown();
  }
}

const client = quietApp([Uploads]).testClient({ throwErrors: true });

const upload = (content: string | Uint8Array, handler: typeof use, filename = 'a.bin') => {
  use = handler;
  return client.post('/', { files: { file: { filename, content, type: 'text/x-note' } } });
};

describe.each([
  ['small', SMALL],
  ['large', LARGE],
  ['empty', 0],
])('an uploaded file that is %s', (_what, size) => {
  const content = randomBytes(size);

  it('is saved', async () => {
    const target = join(folder, 'kept');
    await upload(content, async (file) => [await file.save(target)]);
    expect(readFileSync(target).equals(content)).toBe(true);
    expect(readdirSync(folder)).toEqual(['kept']);
  });

  it('is saved under a path from the working directory', async () => {
    await upload(content, async (file) => [await file.save(relative(process.cwd(), join(folder, 'kept')))]);
    expect(readFileSync(join(folder, 'kept')).equals(content)).toBe(true);
  });

  it('is saved as often as it is told to', async () => {
    await upload(content, async (file) => [await file.save(join(folder, 'one')), await file.save(join(folder, 'two'))]);
    expect(readdirSync(folder)).toEqual(['one', 'two']);
    expect(readFileSync(join(folder, 'two')).equals(content)).toBe(true);
  });

  it('replaces a file that was there, and a link without following it', async () => {
    writeFileSync(join(folder, 'old'), 'old content');
    symlinkSync(join(folder, 'old'), join(folder, 'link'));
    await upload(content, async (file) => [await file.save(join(folder, 'link'))]);
    expect(readFileSync(join(folder, 'link')).equals(content)).toBe(true);
    expect(readFileSync(join(folder, 'old'), 'utf8')).toBe('old content');
  });

  it('gets the mode that any new file gets', async () => {
    writeFileSync(join(folder, 'other'), '');
    await upload(content, async (file) => [await file.save(join(folder, 'kept'))]);
    expect(statSync(join(folder, 'kept')).mode).toBe(statSync(join(folder, 'other')).mode);
  });

  const elsewhere = '/dev/shm';
  const hasOtherFileSystem = existsSync(elsewhere) && statSync(elsewhere).dev !== statSync(tmpdir()).dev;
  if (hasOtherFileSystem) {
    it('is saved on another file system', async () => {
      const target = mkdtempSync(join(elsewhere, 'phial-spec-'));
      try {
        await upload(content, async (file) => [await file.save(join(target, 'kept'))]);
        expect(readFileSync(join(target, 'kept')).equals(content)).toBe(true);
      } finally {
        rmSync(target, { recursive: true });
      }
    });
  }

  it('gives its bytes', async () => {
    const { bytes } = await upload(content, (file) => file.bytes());
    expect(bytes.equals(content)).toBe(true);
  });

  it('is a stream that reaches the client whole', async () => {
    const { bytes, headers } = await upload(content, (file) => new Response(file.stream(), { type: file.mimetype }));
    expect(bytes.equals(content)).toBe(true);
    expect(headers['content-type']).toBe('text/x-note');
  });

  it('tells JSON its name, its type and its size, and not its content', async () => {
    expect((await upload(content, (file) => file)).json()).toEqual({
      filename: 'a.bin',
      mimetype: 'text/x-note',
      size,
    });
  });

  it('says that the folder does not exist which it was to be saved in, and leaves nothing', async () => {
    const target = join(folder, 'missing', 'kept');
    await expect(upload(content, (file) => file.save(target))).rejects.toThrow(
      `The uploaded file "a.bin" could not be saved as ${target}: the folder ${join(folder, 'missing')} does not exist.`,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('gives bytes whose memory has nothing of the rest of the form', async () => {
    const rest = await upload('x'.repeat(20_000), async (file) => (await file.bytes()).buffer.byteLength - file.size);
    expect(rest.text).toBe('0');
  });

  it('does not replace a folder, and says how to save a file in it', async () => {
    mkdirSync(join(folder, 'there'));
    writeFileSync(join(folder, 'there', 'old'), 'old content');
    await expect(upload(content, (file) => file.save(join(folder, 'there')))).rejects.toThrow(
      'that is a folder. Name a file in it: save(join(folder, file.safeFilename)).',
    );
    expect(readdirSync(folder)).toEqual(['there']);
    expect(readdirSync(join(folder, 'there'))).toEqual(['old']);
  });

  it('leaves no draft when its name is too long', async () => {
    await expect(upload(content, (file) => file.save(join(folder, 'x'.repeat(300))))).rejects.toThrow('ENAMETOOLONG');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    [undefined, 'undefined'],
    [42, '42'],
    ['', "''"],
  ])('refuses to be saved as %p', async (path, message) => {
    await expect(upload(content, (file) => file.save(path as string))).rejects.toThrow(
      `UploadedFile.save() takes the path of a file, not ${message}.`,
    );
  });

  it('is saved whole even by a handler that forgets to await it', async () => {
    let saving: Promise<void>[] = [];
    await upload(content, (file) => {
      // So many that not all of them have begun when the response goes out.
      saving = Array.from({ length: 50 }, (_, index) => file.save(join(folder, `${index}`)));
      return 'Thanks.';
    });
    await Promise.all(saving);
    expect(readFileSync(join(folder, '49')).equals(content)).toBe(true);
  });
});

describe('saving an uploaded file', () => {
  it('never shows half of it to a reader', async () => {
    const target = join(folder, 'kept');
    const contents = ['old', 'new'].map((word) => Buffer.alloc(4_000_000, word));
    writeFileSync(target, contents[0]!);
    const seen = new Set<number>();
    await upload(contents[1]!, async (file) => {
      let isSaved = false;
      const saving = file.save(target).finally(() => (isSaved = true));
      while (!isSaved) {
        const found = await readFile(target);
        seen.add(contents.findIndex((content) => content.equals(found)));
      }
      await saving;
      return 'Saved.';
    });
    expect(seen.has(-1)).toBe(false);
    expect(readFileSync(target).equals(contents[1]!)).toBe(true);
  });

  it('works for many requests at the same time', async () => {
    use = async (file) => {
      await file.save(join(folder, file.safeFilename));
      return 'Saved.';
    };
    const contents = Array.from({ length: 20 }, () => randomBytes(LARGE));
    await Promise.all(
      contents.map((content, index) => client.post('/', { files: { file: { filename: `${index}`, content } } })),
    );
    expect(contents.map((content, index) => readFileSync(join(folder, `${index}`)).equals(content))).not.toContain(
      false,
    );
  });
});

describe('a large uploaded file, when the response has been sent', () => {
  let kept: UploadedFile;
  beforeEach(async () => {
    const over = new Promise<void>((done) => (onTeardown = done));
    await upload(randomBytes(LARGE), (file) => {
      kept = file;
      return 'Thanks.';
    });
    await over;
  });

  const message =
    'The uploaded file "a.bin" is gone, since the response has been sent. In the handler, await save() to keep it, or bytes().';

  it('says so when it is saved', async () => {
    await expect(kept.save(join(folder, 'kept'))).rejects.toThrow(message);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says so when its bytes are asked for', async () => {
    await expect(kept.bytes()).rejects.toThrow(message);
  });

  it('says so when its stream is asked for', () => {
    expect(() => kept.stream()).toThrow(message);
  });
});

describe('the safe name of an uploaded file', () => {
  it('is its name without what is dangerous in it', async () => {
    const { text } = await upload('', (file) => file.safeFilename, '../../etc/pass wd');
    expect(text).toBe('etc_pass_wd');
  });
});
