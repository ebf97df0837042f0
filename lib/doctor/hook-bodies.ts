import type { Mark } from '../classes/metadata.js';
import { lineOf, type ControllerScan, type Route, type ScannedMethod } from '../classes/scanner.js';
import { inputsOf } from '../input/input.js';
import type { InputReader } from '../input/input-reader.js';
import { jsonSchemaOf, propertiesOf } from '../input/json-schema.js';
import { mayHaveBody } from '../plain/methods.js';
import type { Findings } from './findings.js';

const HOOKS: readonly Mark['kind'][] = ['before', 'after', 'teardown'];

/** A hook that demands a body of requests that have none: all of them would be refused. */
export function examineHookBodies(controllers: readonly ControllerScan[], findings: Findings): void {
  for (const controller of controllers) {
    findings.about(controller.blueprint);
    for (const method of controller.methods) examineHook(controller, method, controllers, findings);
  }
  findings.about(undefined);
}

function examineHook(
  controller: ControllerScan,
  { mark, signature: { who, types } }: ScannedMethod,
  controllers: readonly ControllerScan[],
  findings: Findings,
): void {
  if (!HOOKS.includes(mark.kind)) return;
  const body = inputsOf(types).find(({ reader }) => wantsBody(reader));
  if (body === undefined) return;
  const bodiless = reached(controller, mark, controllers).find(({ methods }) => !methods.every(mayHaveBody));
  if (bodiless === undefined) return;
  const kind = body.reader.kind === 'form' ? 'a form' : 'a JSON body';
  findings.find(
    'PH218',
    who,
    `it takes ${body.name}, ${kind}, and runs for ${bodiless.handler} too, which serves ${bodiless.methods.find((one) => !mayHaveBody(one))} and gets no body`,
    `Declare ${body.name} on the handlers that have one; or take a Request here, and look at request.method first.`,
  );
}

/** Whether it refuses a request without a body. That is an empty form, which a schema may take. */
function wantsBody({ kind, schema }: InputReader): boolean {
  if (kind === 'json') return true;
  return kind === 'form' && propertiesOf(jsonSchemaOf(schema, 'input') ?? {}).some(({ isRequired }) => isRequired);
}

/** The routes that a hook runs for. */
function reached({ routes, blueprint }: ControllerScan, mark: Mark, controllers: readonly ControllerScan[]): Route[] {
  const { scope } = mark.options as { scope?: unknown };
  if (scope === 'app') return controllers.flatMap((one) => one.routes);
  if (scope !== 'blueprint' || blueprint === undefined) return routes;
  return controllers.filter((one) => lineOf(one.blueprint).includes(blueprint)).flatMap((one) => one.routes);
}
