/** What to write in the place of a class of JavaScript's own, by its name. */
export const BUILT_IN_CURES = new Map([
  ['Array', 'A list or a rest parameter is not filled: declare a class that holds the list, or read request.params.'],
  ['Promise', 'Declare the class itself: what factories make is awaited.'],
  ['Date', 'Take a string from the path, and convert it.'],
  ['Headers', 'Read request.headers, or declare a class that extends Headers(schema) of phial.'],
  ['FormData', 'Read request.form and request.files, or declare a class that extends Form(schema).'],
  ['File', "Read request.files.require('picture'), an UploadedFile."],
  ['Blob', "Read request.files.require('picture'), an UploadedFile; request.bytes is the whole body."],
  ['Buffer', 'Read request.bytes, the whole body.'],
  ['Uint8Array', 'Read request.bytes, the whole body.'],
  ['URL', 'Write new URL(request.url).'],
  ['URLSearchParams', 'Read request.args, or declare a class that extends Query(schema).'],
  [
    'AbortSignal',
    "Make one: const gone = new AbortController(); request.environ.reply.raw.once('close', () => gone.abort()).",
  ],
]);
