import type { ControllerScan } from '../classes/scanner.js';
import { inputsOf, type DeclaredInput } from '../input/input.js';
import type { InputKind } from '../input/kinds.js';
import { mistypedFields, type MistypedField } from '../input/text-fields.js';
import { jsonSchemaOf, propertiesOf } from '../input/json-schema.js';
import { isStandardSchema, type StandardSchema } from '../plain/standard-schema.js';
import type { Findings } from './findings.js';

/** Warns of input classes whose schemas want numbers and the like of what is sent as text. */
export function examineTexts(controllers: readonly ControllerScan[], findings: Findings): void {
  for (const { methods, blueprint } of controllers) {
    findings.about(blueprint);
    for (const { signature } of methods) for (const input of inputsOf(signature.types)) examineInput(input, findings);
  }
}

function examineInput({ name, reader: { kind, schema } }: DeclaredInput, findings: Findings): void {
  // The doctor has found what is not a schema.
  if (!isStandardSchema(schema)) return;
  if (kind === 'json') return examineJson(name, schema, findings);
  if (kind === 'header') examineHeaderNames(name, schema, findings);
  const { vendor } = schema['~standard'];
  for (const field of mistypedFields(schema)) {
    if (field.isBlind) findings.warn('PH508', name, `to its field '${field.name}', the text 'false' is true`, BLIND);
    else if (field.type === 'file') findings.warn('PH507', name, ...fileMistake(field.name, kind));
    else findings.warn('PH507', name, `its field '${field.name}' refuses all text`, cureOf(field, vendor));
  }
}

/** JSON has neither dates nor bigints; all else that is mistyped in text may be in it. */
function examineJson(name: string, schema: StandardSchema, findings: Findings): void {
  for (const { name: field, type, isBlind } of mistypedFields(schema))
    if (!isBlind && (type === 'date' || type === 'bigint'))
      findings.warn(
        'PH507',
        name,
        `its field '${field}' refuses all JSON`,
        `JSON has no ${type}, which is to be made: z.coerce.${type}().`,
      );
}

function examineHeaderNames(name: string, schema: StandardSchema, findings: Findings): void {
  for (const { name: field } of propertiesOf(jsonSchemaOf(schema, 'input') ?? {}))
    if (CAMEL_CASE.test(field))
      findings.warn(
        'PH509',
        name,
        `its field '${field}' is not what clients call a header`,
        `Write the header's own name: '${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}'.`,
      );
}

const CAMEL_CASE = /^[a-z]+[0-9]*(?:[A-Z][a-z0-9]*)+$/;

const BLIND =
  'Write z.stringbool() instead of z.coerce.boolean(); of a checkbox, which is sent when it is checked, z.stringbool().default(false).';

function fileMistake(field: string, kind: InputKind): [cause: string, cure: string] {
  return kind === 'form'
    ? [
        `its field '${field}' refuses all files, for it wants the web's File, and a form has an UploadedFile`,
        "Write z.instanceof(UploadedFile), with import { UploadedFile } from 'phial'.",
      ]
    : [`its field '${field}' wants a file, and there is none in it`, 'Take a body of Form(schema).'];
}

function cureOf({ name, type }: MistypedField, vendor: string): string {
  if (type === 'object')
    return `What is sent is text, of which no object is made: let its members be fields, such as '${name}_id', or take a body of Json(schema).`;
  const cure = CURES[vendor]?.[type] ?? `z.coerce.${type}()`;
  return `What is sent is text, of which a ${type} is to be made: ${cure}.`;
}

const CURES: Partial<Record<string, Partial<Record<string, string>>>> = {
  zod: { boolean: 'z.stringbool()' },
  valibot: {
    number: 'v.pipe(v.string(), v.toNumber())',
    boolean: "v.pipe(v.picklist(['true', 'false']), v.transform((text) => text === 'true'))",
  },
  arktype: { number: "'string.numeric.parse'", boolean: `type("'true' | 'false'").pipe((text) => text === 'true')` },
};
