import { isUtf8 } from 'node:buffer';

import { MultiDict } from '../forms/multi-dict.js';
import { MultipartBody } from '../forms/multipart.js';
import type { UploadedFile } from '../forms/uploaded-file.js';
import { Abort } from '../response/abort.js';
import type { Request } from './request.js';

// A body as it was read before the handler ran: bytes or text, or the fields and files of a form.

export function formIn(body: unknown): MultiDict {
  if (body instanceof MultipartBody) return body.form;
  return body instanceof MultiDict ? (body as MultiDict) : NO_FIELDS;
}

export function filesIn(body: unknown): MultiDict<UploadedFile> {
  return body instanceof MultipartBody ? body.files : NO_FILES;
}

export function bytesIn(body: unknown): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  return Buffer.isBuffer(body) ? body : NO_BYTES;
}

/** @throws Abort 415 when the content type is not JSON, 400 when the body does not parse */
export function jsonIn({ isJson, bytes }: Request): unknown {
  if (!isJson) throw new Abort(415, "The body is not JSON: its Content-Type is not 'application/json'.");
  // Other encodings would lose letters; a byte order mark, which some editors write, may be ignored (RFC 8259, section 8.1).
  if (!isUtf8(bytes)) throw new Abort(400, 'The body is not valid JSON: it is not UTF-8.');
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    throw new Abort(400, bytes.length === 0 ? 'The body is empty, and should be JSON.' : 'The body is not valid JSON.');
  }
}

const NO_FIELDS = new MultiDict();
const NO_FILES = new MultiDict<UploadedFile>();
const NO_BYTES = Buffer.alloc(0);
