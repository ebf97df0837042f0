import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Response as Answer } from 'light-my-request';

import type { Operation } from './document-requests.js';

/** Says where an answer is not what a document promises. */
export class DocumentWitness {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #known = new Map<string, ValidateFunction>();

  constructor(document: object) {
    (addFormats as unknown as (ajv: Ajv2020) => void)(this.#ajv);
    this.#ajv.addSchema(document, 'document');
  }

  /** @throws Error for a failure of the server, a status, a media type or a body that is not described */
  hear({ path, method, said }: Operation, { statusCode, headers, body }: Answer): void {
    const told = `${statusCode} ${String(headers['content-type'])} ${body.slice(0, 500)}`;
    if (statusCode >= 500) throw new Error(`The server failed: ${told}`);
    const status = [String(statusCode), `${String(statusCode)[0]}XX`, 'default'].find((one) => one in said.responses);
    if (status === undefined) throw new Error(`The status is not described: ${told}`);
    const types = Object.keys(said.responses[status].content ?? {});
    const type = String(headers['content-type'] ?? '').split(';')[0]!;
    if (types.length === 0 && body === '') return;
    if (!types.includes(type)) throw new Error(`${type} is not among ${types.join() || 'no types'}: ${told}`);
    if (!/json$/.test(type)) return;
    const place = ['paths', path, method, 'responses', status, 'content', type, 'schema'];
    this.#validate(place.map((one) => one.replaceAll('~', '~0').replaceAll('/', '~1')).join('/'), body);
  }

  #validate(place: string, body: string): void {
    let validate = this.#known.get(place);
    if (validate === undefined) {
      validate = this.#ajv.compile({ $ref: `document#/${encodeURI(place)}` });
      this.#known.set(place, validate);
    }
    if (!validate(JSON.parse(body))) throw new Error(`${this.#ajv.errorsText(validate.errors)}: ${body.slice(0, 500)}`);
  }
}
