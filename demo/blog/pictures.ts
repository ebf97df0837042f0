import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { fileTypeFromBuffer } from 'file-type';
import type { UploadedFile } from 'phial';

/** What browsers show, and what cannot hold a script as SVG can. */
const EXTENSIONS = ['png', 'jpg', 'gif', 'webp'];

/** Bytes that a picture may have. */
export const LARGEST_PICTURE = 5 * 1024 * 1024;

/** The pictures of the posts: files in a folder, under names of our own. */
export class Pictures {
  constructor(private readonly folder: string) {}

  /** Keeps a picture, and gives the name to find it under. */
  async add(file: UploadedFile): Promise<string> {
    const name = `${randomUUID()}.${await extensionOf(file)}`;
    await mkdir(this.folder, { recursive: true });
    await file.save(this.path(name));
    return name;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async delete(name: string | null): Promise<void> {
    if (name !== null) await rm(this.path(name), { force: true });
  }
}

/** Whether a file is a picture, by its content: names and types are the client's word. */
export async function isPicture(file: UploadedFile): Promise<boolean> {
  return (await extensionOf(file)) !== undefined;
}

async function extensionOf(file: UploadedFile): Promise<string | undefined> {
  const type = await fileTypeFromBuffer(await file.bytes());
  return EXTENSIONS.find((extension) => extension === type?.ext);
}
