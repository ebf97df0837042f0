import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';

import { AfterRequest, BeforeRequest, Controller, createApp, Request, Route } from '../../lib/index.js';

/** How many files of uploads there are. */
function countFiles(): number {
  return readdirSync(tmpdir(), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
}

/**
 * A server in a process of its own, so that it has a temporary folder of its own. Its routes answer with the number of
 * files that they have found there.
 */
@Controller()
class Uploads {
  @Route('/count')
  count() {
    return countFiles();
  }

  @Route('/', ['POST'], { limits: { multipart: 2_000_000, field: 100, parts: 10 } })
  read() {
    return countFiles();
  }

  /** The most memory that this process has taken so far, in MiB. */
  @Route('/memory', ['POST'], { limits: { multipart: 2 ** 31 } })
  memory() {
    return process.resourceUsage().maxRSS / 1024;
  }

  @Route('/throw', ['POST'])
  fail() {
    throw new Error(String(countFiles()));
  }

  @Route('/wait', ['POST'])
  async wait(request: Request) {
    process.stdout.write('waiting\n');
    await once(request.environ.request.raw.socket, 'close');
    return countFiles();
  }

  @Route('/stream', ['POST'])
  stream(request: Request) {
    return request.files.require('file').stream();
  }

  @Route('/save', ['POST'])
  async save(request: Request) {
    await request.files.require('file').save('/nowhere/at/all');
  }
}

@Controller('/refused')
class Refused {
  @BeforeRequest()
  refuse() {
    return countFiles();
  }

  @Route('/', ['POST'])
  read() {
    throw new Error('The hook has answered.');
  }
}

@Controller('/broken')
class Broken {
  @AfterRequest()
  fail() {
    throw new Error(String(countFiles()));
  }

  @Route('/', ['POST'])
  read() {
    return 'Hello.';
  }
}

const app = createApp({ controllers: [Uploads, Refused, Broken], fastify: { logger: false } });
process.stdout.write(`${await app.run({ port: 0 })}\n`);
