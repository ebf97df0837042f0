import { isUtf8 } from 'node:buffer';

import type { FastifyRequest } from 'fastify';

import { MultiDict } from '../forms/multi-dict.js';
import { MultipartBody } from '../forms/multipart.js';
import type { UploadedFile } from '../forms/uploaded-file.js';
import { UrlencodedBody } from '../forms/urlencoded.js';
import { quotedBriefly } from '../plain/shown.js';
import { Abort } from '../response/abort.js';
import type { RequestMessage } from './message.js';

// A body as it was read before the handler ran: bytes or text, or the fields and files of a form.

export function formIn(message: RequestMessage): MultiDict {
  const body: unknown = message.fastifyRequest.body;
  if (body instanceof UrlencodedBody || body instanceof MultipartBody) return body.form;
  if (Buffer.isBuffer(body) && message.isJson) return JSON_FIELDS;
  const why = whyNoForm(message);
  return why === undefined ? NO_FIELDS : MultiDict.empty(why);
}

export function filesIn(message: RequestMessage): MultiDict<UploadedFile> {
  const body: unknown = message.fastifyRequest.body;
  if (body instanceof MultipartBody) return body.files;
  if (body instanceof UrlencodedBody) return FORM_WITHOUT_FILES;
  if (Buffer.isBuffer(body) && message.isJson) return JSON_WITHOUT_FILES;
  const why = whyNoForm(message);
  return why === undefined ? NO_FILES : MultiDict.empty<UploadedFile>(why);
}

/** Whether a form was sent as one that can have no files. */
export function isFormWithoutFiles({ fastifyRequest }: RequestMessage): boolean {
  return fastifyRequest.body instanceof UrlencodedBody;
}

/** What is sent instead of a form; undefined for one, and when nothing is sent. */
export function whyNoForm({ fastifyRequest: { body }, mimetype }: RequestMessage): string | undefined {
  if (body instanceof UrlencodedBody || body instanceof MultipartBody || bytesIn(body).length === 0) return undefined;
  const type = mimetype === '' ? 'it has no Content-Type' : `its Content-Type is ${quotedBriefly(mimetype)}`;
  return `the body is not a form: ${type}`;
}

export function bytesIn(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  if (body instanceof UrlencodedBody) return Buffer.from(body.text);
  return typeof body === 'string' ? Buffer.from(body) : NO_BYTES;
}

/** @throws Abort 415 when the content type is not JSON, or the body is packed; 400 when it does not parse */
export function jsonIn({ isJson, bytes, fastifyRequest }: RequestMessage): unknown {
  if (!isJson) throw new Abort(415, "The body is not JSON: its Content-Type is not 'application/json'.");
  // Other encodings would lose letters; a byte order mark, which some editors write, may be ignored (RFC 8259, section 8.1).
  if (!isUtf8(bytes)) throw notJson(fastifyRequest, 'The body is not valid JSON: it is not UTF-8.');
  // Before it is parsed: a megabyte of brackets would keep the parser for half a second.
  if (isDeeperThan(DEEPEST, bytes))
    throw notJson(fastifyRequest, `The body is nested more than ${DEEPEST} levels deep.`);
  return parse(bytes, fastifyRequest);
}

function parse(bytes: Buffer, request: FastifyRequest): unknown {
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    if (bytes.length === 0) throw new Abort(400, 'The body is empty, and should be JSON.');
    throw notJson(request, 'The body is not valid JSON.');
  }
}

/** What is wrong with such bytes. Those of a packed body cannot be JSON: a plugin that unpacks it takes the header off. */
function notJson({ headers }: FastifyRequest, fault: string): Abort {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return new Abort(400, fault);
  return new Abort(
    415,
    `The body is packed: its Content-Encoding is '${encoding}'. Send it as it is, without that header.`,
    { headers: { 'Accept-Encoding': 'identity' } },
  );
}

/**
 * How many objects and lists may lie in each other. JSON.parse takes any number, but whatever walks through the value by
 * recursion does not: a recursive schema, JSON.stringify, a template.
 */
const DEEPEST = 200;

function isDeeperThan(most: number, bytes: Buffer): boolean {
  // As many brackets as that have to be opened and closed: most bodies are shorter.
  if (bytes.length <= 2 * most) return false;
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfText(bytes, at);
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (++depth > most) return true;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
  }
  return false;
}

/** Where the text that begins with a quote has its other one. */
function endOfText(bytes: Buffer, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('"\\[]{}');

const NO_FIELDS = new MultiDict();
const JSON_FIELDS = MultiDict.empty<string>(
  'the body is JSON, which is read as request.json, or with a class of Json()',
);
const NO_FILES = new MultiDict<UploadedFile>();
const JSON_WITHOUT_FILES = MultiDict.empty<UploadedFile>(
  'the body is JSON, which has no files: they are sent by a form with enctype="multipart/form-data"',
);
const FORM_WITHOUT_FILES = MultiDict.empty<UploadedFile>(
  'the form was sent without enctype="multipart/form-data", and has no files',
);
const NO_BYTES = Buffer.alloc(0);
