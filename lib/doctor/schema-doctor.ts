import { spelledOut, type DocumentedResponses } from '../classes/operation-options.js';
import type { OpenApiOptions } from '../openapi/options.js';
import {
  factoryClasses,
  filledBefore,
  hooksBefore,
  isDocumented,
  typesBefore,
  type HookBefore,
} from '../openapi/said.js';
import type { Finding } from '../plain/setup-error.js';
import { Findings } from './findings.js';
import { allInputsOf } from '../input/input.js';
import { jsonSchemaOf, whyNoJsonSchema, type Direction } from '../input/json-schema.js';
import { lostReferences } from '../input/lost-references.js';
import { lineOf, type BlueprintScan, type ControllerScan, type Route } from '../classes/scanner.js';
import { nameOf } from '../classes/signature.js';
import { isStandardSchema, type StandardSchema } from '../plain/standard-schema.js';

/** What keeps responses from being serialised by a schema, and routes from being described. */
export function checkSchemas(controllers: readonly ControllerScan[], openapi: unknown): Finding[] {
  const findings = new Findings();
  if (openapi !== undefined && !hasInfo(openapi)) {
    findings.find(
      'PH503',
      'openapi',
      'it has no info with a title and a version',
      "Write openapi: { info: { title: 'Notes', version: '1.0.0' } }.",
    );
  }
  const { errors } = Object(openapi) as Partial<OpenApiOptions>;
  if (errors !== undefined) check(findings, 'openapi', 'its schema of errors', errors, 'output');
  const hooks = hooksBefore(controllers);
  const routes = controllers.flatMap((controller) => controller.routes);
  for (const { handler, options, controller } of routes) {
    findings.about(controller.blueprint);
    const { response } = options;
    if (response !== undefined) check(findings, handler, "its response's schema", response, 'output');
  }
  for (const one of sayingsOf(routes, hooks)) checkSaying(one, findings);
  if (openapi !== undefined) checkInputs(routes, hooks, Object(openapi) as Partial<OpenApiOptions>, findings);
  return findings.findings;
}

/** Something that is said of responses, and may be of a kind that the doctor has found. */
interface Saying {
  who: string;
  said: unknown;
  blueprint: BlueprintScan | undefined;
}

/** What routes say, all that is around them, and the factories that fill what runs for them. */
function sayingsOf(routes: readonly Route[], hooks: readonly HookBefore[]): Saying[] {
  const controllers = [...new Set(routes.map(({ controller }) => controller))];
  const blueprints = [...new Set(controllers.flatMap(({ blueprint }) => lineOf(blueprint)))];
  const factories = factoryClasses(routes.flatMap((route) => typesBefore(route, hooks)));
  return [
    ...routes.map(({ handler: who, options, controller: { blueprint } }) => ({
      who,
      said: options.openapi,
      blueprint,
    })),
    ...controllers.map(({ type, openapi: said, blueprint }) => ({
      who: `openapi of ${nameOf(type)}`,
      said,
      blueprint,
    })),
    ...blueprints.map((blueprint) => ({ who: 'openapi', said: blueprint.openapi, blueprint })),
    ...factories.map((type) => ({
      who: `openapi of ${nameOf(type)}`,
      said: (type as { openapi?: unknown }).openapi,
      blueprint: undefined,
    })),
  ];
}

function checkSaying({ who, said, blueprint }: Saying, findings: Findings): void {
  findings.about(blueprint);
  const { responses } = Object(said) as { responses?: unknown };
  for (const [status, what] of Object.entries(Object(responses) as DocumentedResponses)) {
    const { schema } = spelledOut(what);
    // The doctor has found the others.
    if (isStandardSchema(schema)) check(findings, who, `its schema of the response ${status}`, schema, 'output');
  }
}

/** What clients send to the routes of the document. */
function checkInputs(
  routes: readonly Route[],
  hooks: readonly HookBefore[],
  { routes: below }: Partial<OpenApiOptions>,
  findings: Findings,
): void {
  const seen = new Set<unknown>();
  const documented = routes.filter((route) => isDocumented(route, typeof below === 'string' ? below : undefined));
  for (const { scan, types } of documented.flatMap((route) => filledBefore(route, hooks))) {
    findings.about(scan.blueprint);
    for (const { name, reader, isMade } of allInputsOf(types, seen)) {
      // The doctor has found the others.
      if (isMade || isStandardSchema(reader.schema)) check(findings, name, 'its schema', reader.schema, 'input');
    }
  }
}

function check(findings: Findings, who: string, what: string, schema: unknown, direction: Direction): void {
  if (!isStandardSchema(schema)) {
    findings.find('PH501', who, `${what} is no Standard Schema`, `Give it one: ${able()}.`);
    return;
  }
  const reason = whyNoJsonSchema(schema, direction);
  if (reason === undefined && direction === 'output') checkReferences(findings, who, what, schema);
  if (reason === undefined) return;
  const { vendor } = schema['~standard'];
  const cure = ABLE[vendor] === undefined ? `These can: ${able()}.` : `This can: ${ABLE[vendor]}.`;
  findings.find(
    'PH502',
    who,
    `${what}, of ${vendor}, cannot tell its JSON Schema${reason === '' ? '' : ` (${reason})`}${direction === 'input' ? ', which openapi needs' : ''}`,
    cure,
  );
}

/** What a response has at an unknown place is neither checked nor left out. */
function checkReferences(findings: Findings, who: string, what: string, schema: StandardSchema): void {
  const [lost] = lostReferences(jsonSchemaOf(schema, 'output') ?? {});
  if (lost === undefined) return;
  findings.find(
    'PH512',
    who,
    `${what} has a $ref to '${lost}', which is not in the schema itself, so that anything would be sent there`,
    "Write the schema in its place, or refer to one of its own: '#/$defs/Note'.",
  );
}

/** The libraries that tell their JSON Schema, and since when. */
const ABLE: Partial<Record<string, string>> = {
  zod: 'zod from version 4.2 on',
  arktype: 'arktype from version 2.1.28 on',
  valibot: 'valibot with toStandardJsonSchema(schema) of @valibot/to-json-schema, from version 1.5 on',
};

function able(): string {
  return Object.values(ABLE).join('; ');
}

function hasInfo(openapi: unknown): boolean {
  const { info } = Object(openapi) as { info?: { title?: unknown; version?: unknown } };
  return typeof info?.title === 'string' && typeof info.version === 'string';
}
