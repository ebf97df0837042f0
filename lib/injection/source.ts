import type { Class } from '../classes/metadata.js';
import type { PathClass } from '../classes/path-class.js';
import { factoriesOf } from '../classes/scanner.js';
import type { InputReader } from '../input/input-reader.js';
import { inputReaderOf } from '../input/input.js';
import { optionsSchemaOf } from '../input/options.js';
import { Request } from '../request/request.js';
import { Response } from '../response/response.js';
import { Session } from '../session/session.js';
import { converterOf, type Converter } from './path-variable.js';
import { noOptionsHere, type Unfillable, type Use } from './unfillable.js';

/** What fills a parameter. */
export type Source =
  | { kind: 'variable'; convert: Converter; type?: undefined }
  | { kind: 'variable'; type: PathClass }
  | { kind: 'request' }
  | { kind: 'session' }
  | { kind: 'given'; only?: Class }
  | { kind: 'factory'; type: Class }
  | { kind: 'input'; type: Class; reader: InputReader }
  | { kind: 'service'; value: object }
  | { kind: 'argument'; convert: Converter | undefined }
  | { kind: 'options'; type: Class; schema: unknown }
  | Unfillable;

/** What a command line gives; a class of options is for commands alone. */
export function sourceInCommand(type: unknown, use: Use): Source | undefined {
  const options = optionsSchemaOf(type);
  if (options !== undefined)
    return use === 'command'
      ? { kind: 'options', type: type as Class, schema: options.schema }
      : noOptionsHere(type as Class);
  const convert = converterOf(type);
  // The compiler does not write down what a list contains.
  if (use !== 'command' || (convert === undefined && type !== Array)) return undefined;
  return { kind: 'argument', convert };
}

/** Whether a type is Node's own `Request` or `Response`. Only for these names: to read the globals loads all of fetch(), in 12 ms. */
export function isGlobalTwin(type: Class): boolean {
  if (type === Request || type === Response || !['Request', 'Response'].includes(type.name)) return false;
  return type === globalThis.Request || type === globalThis.Response;
}

/** Whether a helper's parameter is not the template's: also one that would be filled, were there not a mistake. */
export function isInjectable(source: Source): boolean {
  return source.kind !== 'unfillable' || ['PH104', 'PH109', 'PH316'].includes(source.code);
}

/** The sources that exist only while a request is served. */
export function ofRequest(type: Class): Source | undefined {
  if (type === Request) return { kind: 'request' };
  if (type === Session) return { kind: 'session' };
  // Also of an input class, which then calls its own validate().
  if (factoriesOf(type).length > 0) return { kind: 'factory', type };
  const reader = inputReaderOf(type);
  return reader === undefined ? undefined : { kind: 'input', type, reader };
}
