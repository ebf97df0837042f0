import { isWithin } from './media-types.js';
import { breaking, harmless, partsOf, Pair, type Change, type Part } from './pair.js';
import { schemaChanges } from './schema-changes.js';

/** Finds what a client has to know of a later document of an API. Descriptions, examples and the like do not count. */
export function changesOf(before: Part, after: Part): Change[] {
  const [old, now] = [operationsOf(before), operationsOf(after)];
  const gone = [...old.keys()].filter((name) => !now.has(name));
  return [
    ...schemeChanges(before, after),
    ...serverChanges(before, after),
    ...gone.map((name) => breaking(`${name} is gone`)),
    ...[...now].flatMap(([name, operation]) => {
      const known = old.get(name);
      if (known === undefined) return [harmless(`${name} is new`)];
      return operationChanges(new Pair(before, after), known, operation).map(({ breaks, text }) => ({
        breaks,
        text: `${name}: ${text}`,
      }));
    }),
  ];
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

function operationsOf({ paths }: Part): Map<string, Part> {
  const operations = partsOf(paths).flatMap(([path, item]) =>
    partsOf(item)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, one]) => [`${method.toUpperCase()} ${path}`, one as Part] as const),
  );
  return new Map(operations);
}

function operationChanges(pair: Pair, before: Part, after: Part): Change[] {
  return [
    ...parameterChanges(pair, before, after),
    ...bodyChanges(pair, before['requestBody'], after['requestBody']),
    ...responseChanges(pair, before['responses'], after['responses']),
    ...securityChanges(pair, before, after),
    ...(before['operationId'] === after['operationId']
      ? []
      : [breaking(`its operationId is '${String(after['operationId'])}', which clients are generated with`)]),
    ...(before['deprecated'] !== true && after['deprecated'] === true ? [harmless('it is deprecated')] : []),
  ];
}

function parameterChanges(pair: Pair, before: Part, after: Part): Change[] {
  const list = (part: Part): Part[] => [part['parameters'] ?? []].flat() as Part[];
  const old = list(before).map((one) => pair.both(one, {})[0]);
  const now = list(after).map((one) => pair.both({}, one)[1]);
  const nameOf = (one: Part): string => `the ${String(one['in'])} parameter '${String(one['name'])}'`;
  const find = (all: Part[], one: Part): Part | undefined => all.find((other) => nameOf(other) === nameOf(one));
  return [
    ...old.filter((one) => find(now, one) === undefined).map((one) => harmless(`${nameOf(one)} is gone`)),
    ...now.flatMap((one) => {
      const known = find(old, one);
      const isRequired = one['required'] === true;
      if (known === undefined)
        return [isRequired ? breaking(`${nameOf(one)} is new and required`) : harmless(`${nameOf(one)} is new`)];
      return [
        ...(isRequired && known['required'] !== true ? [breaking(`${nameOf(one)} is required now`)] : []),
        ...schemaChanges(pair, known['schema'], one['schema'], nameOf(one), 'input'),
      ];
    }),
  ];
}

function bodyChanges(pair: Pair, given: unknown, now: unknown): Change[] {
  const [before, after] = pair.both(given, now);
  if (given === undefined && now === undefined) return [];
  if (now === undefined) return [harmless('it takes no body any more')];
  const isRequired = after['required'] === true;
  if (given === undefined) return [isRequired ? breaking('it needs a body') : harmless('it takes a body')];
  return [
    ...(isRequired && before['required'] !== true ? [breaking('its body is required now')] : []),
    ...contentChanges(pair, before, after, 'body', 'input'),
  ];
}

function responseChanges(pair: Pair, before: unknown, after: unknown): Change[] {
  const [old, now] = [new Map(partsOf(before)), new Map(partsOf(after))];
  const gone = [...old.keys()].filter((status) => !now.has(status));
  // What was said of any success held for those that are named now.
  const rangeOf = (status: string): string => (/^2\d\d$/.test(status) ? '2XX' : status);
  const named = (range: string): string[] => [...now.keys()].filter((status) => rangeOf(status) === range);
  return [
    ...gone.map((status) =>
      named(status).length > 0
        ? harmless(`the response ${status} is ${named(status).join(' or ')} now`)
        : { breaks: status.startsWith('2'), text: `the response ${status} is gone` },
    ),
    ...[...now].flatMap(([status, response]) => {
      const known = old.get(status) ?? old.get(rangeOf(status));
      if (known === undefined) return [harmless(`the response ${status} is new`)];
      return contentChanges(pair, ...pair.both(known, response), `the response ${status}`, 'output');
    }),
  ];
}

function contentChanges(pair: Pair, before: Part, after: Part, where: string, direction: 'input' | 'output'): Change[] {
  const known = partsOf(before['content']);
  const now = new Map(partsOf(after['content']));
  const added = [...now.keys()].filter((type) => !known.some(([one]) => isWithin(type, one)));
  return [
    // Who has got one type, and now may get another, does not expect it.
    ...added.map((type) => ({
      breaks: direction === 'output' && known.length > 0,
      text: `${where} may be ${type}, too`,
    })),
    ...known.flatMap(([type, content]) => {
      const types = [...now.keys()];
      // Who could get several, and gets one of them, knows it.
      const breaks = direction === 'input' || !known.some(([one]) => types.some((other) => isWithin(other, one)));
      if (!types.some((other) => isWithin(type, other))) return [{ breaks, text: `${where} is not ${type} any more` }];
      if (!now.has(type)) return [];
      const [old, other] = [content, now.get(type)] as [Part, Part];
      return schemaChanges(pair, old['schema'], other['schema'], where, direction);
    }),
  ];
}

/** How clients show who they are. That one is gone is told by the operations that wanted it. */
function schemeChanges(before: Part, after: Part): Change[] {
  const schemesOf = ({ components }: Part): [string, unknown][] =>
    partsOf((Object(components) as Part)['securitySchemes']);
  const told = (scheme: unknown): string => JSON.stringify({ ...(scheme as Part), description: undefined });
  const now = new Map(schemesOf(after));
  return schemesOf(before)
    .filter(([name, scheme]) => now.has(name) && told(scheme) !== told(now.get(name)))
    .map(([name]) => breaking(`clients show '${name}' in another way`));
}

/** Where an API is served may be set for each place that it runs at. */
function serverChanges(before: Part, after: Part): Change[] {
  const [old, now] = [before, after].map(({ servers }) =>
    partsOf(servers).map(([, one]) => String((one as Part)['url'])),
  );
  return old!.join() === now!.join() ? [] : [harmless(`it is served at ${now!.join(' or ') || 'the same host'}`)];
}

/** What holds for an operation is its own, or else the document's. Who has shown enough still does if it wants less. */
function securityChanges({ before, after }: Pair, old: Part, now: Part): Change[] {
  const known = alternativesOf(old['security'] ?? before['security']);
  const wanted = alternativesOf(now['security'] ?? after['security']);
  if (JSON.stringify(known) === JSON.stringify(wanted)) return [];
  const stays = known.every((shown) => wanted.some((one) => isEnough(shown, one)));
  const told = wanted.map((one) => (one.length === 0 ? 'nothing' : JSON.stringify(Object.fromEntries(one))));
  return [{ breaks: !stays, text: `clients show ${told.join(' or ')} now` }];
}

type Schemes = (readonly [name: string, scopes: readonly string[]])[];

/** The schemes of each alternative in one order. Where none is told, nothing is wanted. */
function alternativesOf(security: unknown): Schemes[] {
  const alternatives = [security ?? []].flat();
  return (alternatives.length === 0 ? [{}] : alternatives).map((one) =>
    partsOf(one)
      .map(([name, scopes]) => [name, ([scopes].flat() as string[]).toSorted()] as const)
      .toSorted(([name], [other]) => (name < other ? -1 : 1)),
  );
}

function isEnough(shown: Schemes, wanted: Schemes): boolean {
  const known = new Map(shown);
  return wanted.every(([name, scopes]) => scopes.every((scope) => known.get(name)?.includes(scope)) && known.has(name));
}
