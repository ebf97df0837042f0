/** One difference between two documents of an API. */
export interface Change {
  /** Whether clients that were written for the first may fail with the second. */
  breaks: boolean;
  /** `GET /notes/{id}: ...` */
  text: string;
}

/** A part of a document, as JSON has it. */
export type Part = { readonly [member: string]: unknown };

export function breaking(text: string): Change {
  return { breaks: true, text };
}

export function harmless(text: string): Change {
  return { breaks: false, text };
}

/** Two documents, in each of which references lead somewhere. */
export class Pair {
  constructor(
    readonly before: Part,
    readonly after: Part,
  ) {}

  /** What two parts refer to. */
  both(before: unknown, after: unknown): [before: Part, after: Part] {
    return [follow(before, this.before), follow(after, this.after)];
  }
}

export function partsOf(value: unknown): [name: string, part: unknown][] {
  return Object.entries(Object(value) as Part);
}

/** References of references, up to a few: a document may be written by hand. */
export function follow(value: unknown, document: Part): Part {
  let part = Object(value) as Part;
  for (let depth = 0; depth < 8 && typeof part['$ref'] === 'string'; depth++) {
    const names = part['$ref'].replace(/^#\//, '').split('/');
    part = Object(names.reduce<unknown>((at, name) => (Object(at) as Part)[name], document)) as Part;
  }
  return part;
}
