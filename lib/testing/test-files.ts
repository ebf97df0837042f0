/** A file that a test uploads. */
export interface TestFile {
  /** The name that the browser would send. */
  filename: string;
  /** What is in the file. */
  content: string | Uint8Array;
  /** Default `application/octet-stream`. */
  type?: string;
}

/** The files of a form, by field. */
export type TestFiles = Record<string, TestFile | readonly TestFile[]>;

/** A multipart form as a browser writes it. */
export async function encodeMultipart(
  fields: readonly [string, string][],
  files: TestFiles,
): Promise<{ type: string; payload: Buffer }> {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  for (const [name, one] of Object.entries(files)) {
    for (const file of [one].flat() as TestFile[]) data.append(name, toBlob(name, file), file.filename);
  }
  const encoded = new Response(data);
  return { type: encoded.headers.get('content-type')!, payload: Buffer.from(await encoded.arrayBuffer()) };
}

function toBlob(name: string, file: TestFile): Blob {
  const { filename, content, type = 'application/octet-stream' } = Object(file) as TestFile;
  if (typeof filename === 'string' && (typeof content === 'string' || content instanceof Uint8Array))
    return new Blob([content], { type });
  throw new TypeError(
    `files.${name} takes { filename, content, type }, or a list of them, with text or bytes as the content.`,
  );
}
