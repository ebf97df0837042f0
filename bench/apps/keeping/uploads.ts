import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished, type Readable } from 'node:stream';

import fastifyMultipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply } from 'fastify';

import { JSON_HEADERS } from '../shared.js';

/** Bytes. Larger files go to the disk, as in Phial. */
const LARGEST_IN_MEMORY = 500_000;

const string = { type: 'string' };

const schema = {
  response: {
    200: {
      type: 'object',
      properties: { title: string, filename: string, mimetype: string, size: { type: 'integer' } },
    },
  },
};

/** A form with a field and a file. */
export async function uploads(scope: FastifyInstance) {
  await scope.register(fastifyMultipart, { limits: { fieldSize: 500_000, parts: 1000, fileSize: 16 * 1024 * 1024 } });

  scope.post('/upload', { schema }, async (request, reply) => {
    const fields = new Map<string, string>();
    let file: { filename: string; mimetype: string; size: number } | undefined;
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        fields.set(part.fieldname, String(part.value));
      } else {
        const { size } = await receive(part.file, reply);
        file = { filename: part.filename, mimetype: part.mimetype, size };
      }
    }
    reply.headers(JSON_HEADERS);
    return { title: fields.get('title'), ...file };
  });
}

/** What is in the file, in memory, or in another that is gone when the response is out. */
async function receive(chunks: Readable, reply: FastifyReply): Promise<{ content: Buffer | string; size: number }> {
  const kept: Buffer[] = [];
  let size = 0;
  let file: { path: string; handle: FileHandle } | undefined;
  try {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (file !== undefined) {
        await file.handle.writeFile(chunk);
        continue;
      }
      kept.push(chunk);
      if (size <= LARGEST_IN_MEMORY) continue;
      file = await newFile(reply);
      await file.handle.writeFile(Buffer.concat(kept.splice(0)));
    }
  } finally {
    await file?.handle.close();
  }
  return { content: file?.path ?? Buffer.concat(kept), size };
}

async function newFile(reply: FastifyReply): Promise<{ path: string; handle: FileHandle }> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-upload-'));
  finished(reply.raw, () => void rm(folder, { recursive: true, force: true }));
  const path = join(folder, '1');
  return { path, handle: await open(path, 'wx') };
}
