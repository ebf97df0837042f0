import type { ControllerScan } from '../classes/scanner.js';
import { wholeBaseIn } from '../config/base.js';
import type { AppOptions } from '../config/config.js';
import { didYouMean } from '../plain/nearest.js';
import type { Finding } from '../plain/setup-error.js';

interface Operation {
  operationId?: unknown;
  parameters?: unknown;
  security?: unknown;
}

interface Parameter {
  in?: unknown;
  name?: unknown;
}

/** Examines the API's document, with what the user has added to it: does it name only what it has? */
export async function examineDocument(options: AppOptions, scans: readonly ControllerScan[]): Promise<Finding[]> {
  const { openapi } = options;
  if (openapi === undefined) return [];
  const { describe } = await import('../openapi/openapi.js');
  try {
    // As it is sent: what JSON leaves out is not in it.
    const document = JSON.parse(JSON.stringify(describe(openapi, scans, wholeBaseIn(options)))) as Record<
      string,
      unknown
    >;
    return [...lostReferences(document), ...examineOperations(document), ...lostSchemes(document)];
  } catch (error) {
    return [
      found('openapi', `its document cannot be made: ${(error as Error).message}`, 'Mend what the message names.'),
    ];
  }
}

function found(who: string, cause: string, cure: string): Finding {
  return { code: 'PH905', who, cause, cure };
}

function lostReferences(document: object): Finding[] {
  const lost = [...new Set(referencesIn(document))].filter((one) => one.startsWith('#') && !isIn(document, one));
  return lost.map((one) =>
    found('openapi', `its $ref '${one}' names nothing of the document`, 'Correct it, or add what it names.'),
  );
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, below]) =>
    name === '$ref' && typeof below === 'string' ? [below] : referencesIn(below),
  );
}

/** Follows a JSON pointer (RFC 6901). Anchors of schemas, `#node`, are their own business. */
function isIn(document: object, reference: string): boolean {
  if (!reference.startsWith('#/')) return true;
  const parts = reference
    .slice(2)
    .split('/')
    .map((part) => decodeURIComponent(part).replace(/~1/g, '/').replace(/~0/g, '~'));
  let at: unknown = document;
  for (const part of parts) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return false;
    at = (at as Record<string, unknown>)[part];
  }
  return true;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

function examineOperations({ paths }: { paths?: unknown }): Finding[] {
  const names = new Map<unknown, string>();
  const findings: Finding[] = [];
  for (const [path, item] of Object.entries(Object(paths) as Record<string, Record<string, unknown>>)) {
    for (const method of METHODS.filter((one) => item[one] !== undefined)) {
      const operation = item[method] as Operation;
      const who = `${method.toUpperCase()} ${path} of openapi`;
      findings.push(...examineParameters(who, path, [item['parameters'], operation.parameters].flat()));
      const id = operation.operationId;
      const other = names.get(id);
      if (id !== undefined && other !== undefined)
        findings.push(found(who, `its operationId '${String(id)}' is that of ${other}, too`, 'Give it another.'));
      names.set(id, `${method.toUpperCase()} ${path}`);
    }
  }
  return findings;
}

/** What clients must show is a scheme that the document tells of. */
function lostSchemes({ paths, security, components }: Record<string, unknown>): Finding[] {
  const known = Object.keys(Object(Object(components).securitySchemes) as object);
  const operations = Object.entries(Object(paths) as Record<string, Record<string, Operation>>).flatMap(
    ([path, item]) =>
      METHODS.flatMap((method) => ({
        who: `${method.toUpperCase()} ${path} of openapi`,
        list: item[method]?.security,
      })),
  );
  return [{ who: 'openapi', list: security }, ...operations].flatMap(({ who, list }) => {
    const names = ((list ?? []) as object[]).flatMap((one) => Object.keys(one));
    return [...new Set(names)].filter((name) => !known.includes(name)).map((name) => lostScheme(who, name, known));
  });
}

function lostScheme(who: string, name: string, known: readonly string[]): Finding {
  return {
    code: 'PH906',
    who,
    cause: `its security names '${name}', which is not a scheme of the document`,
    cure: `Add it: openapi: { components: { securitySchemes: { ${name}: { type: 'http', scheme: 'bearer' } } } }.${didYouMean(name, known)}`,
  };
}

/** Each variable of a path needs its parameter, and the other way round. A parameter may also be a `$ref`: then nobody knows. */
function examineParameters(who: string, path: string, parameters: readonly unknown[]): Finding[] {
  const given = parameters.map((one) => Object(one) as Parameter);
  if (given.some((one) => '$ref' in one)) return [];
  const variables = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!);
  const described = given.filter((one) => one.in === 'path').map(({ name }) => String(name));
  return [
    ...variables
      .filter((name) => !described.includes(name))
      .map((name) =>
        found(
          who,
          `no parameter describes {${name}}`,
          `Add { name: '${name}', in: 'path', required: true, schema: { type: 'string' } }.`,
        ),
      ),
    ...described
      .filter((name) => !variables.includes(name))
      .map((name) =>
        found(who, `its parameter '${name}' is not in the path`, `Take it out, or write {${name}} into the path.`),
      ),
  ];
}
