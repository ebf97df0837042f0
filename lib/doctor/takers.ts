import { factoriesOf, type BlueprintScan, type ControllerScan, type ScannedMethod } from '../classes/scanner.js';
import { inputsOf } from '../input/input.js';
import { methodNamed } from '../plain/member.js';
import { Request } from '../request/request.js';
import type { Findings } from './findings.js';
import { declaredIn, memberOf, nodesWithin, statementsOf, type Source } from '../plain/syntax.js';

// What handlers take from a request unseen: a user that nobody has put there, and a body that no schema has looked at.

/** A method that takes the request itself. */
interface Taker {
  who: string;
  source: string;
  /** What it calls the request. */
  name: string;
  isHandler: boolean;
  blueprint: BlueprintScan | undefined;
}

/** Warns of both. */
export function examineTakers(controllers: readonly ControllerScan[], findings: Findings): void {
  const types = controllers.flatMap(({ methods }) => methods.flatMap(({ signature }) => signature.types ?? []));
  const takers = [
    ...controllers.flatMap(({ type, methods, blueprint }) =>
      methods.flatMap((one) => takerOf(one, type.prototype as object, blueprint)),
    ),
    ...factoriesBehind(types).flatMap(([type, one]) => takerOf(one, type, undefined)),
  ];
  const inputs = inputsOf(types).map(({ name }) => name);
  for (const taker of takers) {
    findings.about(taker.blueprint);
    examineMade(taker, inputs, takers, findings);
    if (taker.isHandler) examineRead(taker, takers, findings);
  }
  findings.about(undefined);
}

function takerOf(
  { method, mark, signature: { who, types, names } }: ScannedMethod,
  owner: object,
  blueprint: BlueprintScan | undefined,
): Taker[] {
  const name = names[types?.indexOf(Request) ?? -1];
  const own = methodNamed(owner, method);
  if (name === undefined || !/^\w+$/.test(name) || typeof own !== 'function') return [];
  return [{ who, source: String(own), name, isHandler: mark.kind === 'route', blueprint }];
}

/** The factories that some types need, each with its class. */
function factoriesBehind(types: readonly unknown[], seen = new Set<unknown>()): [object, ScannedMethod][] {
  return types.flatMap((type): [object, ScannedMethod][] => {
    if (typeof type !== 'function' || seen.has(type)) return [];
    seen.add(type);
    return factoriesOf(type as never).flatMap((one): [object, ScannedMethod][] => [
      [type, one],
      ...factoriesBehind(one.signature.types ?? [], seen),
    ]);
  });
}

/** `new NewNote(request.json)`; a class of another kind may take it. */
function examineMade(
  { who, source, name }: Taker,
  inputs: readonly string[],
  takers: readonly Taker[],
  findings: Findings,
): void {
  const [, type = '', given = ''] = MADE.exec(source) ?? [];
  const body = given.startsWith(`${name}.`) ? given : bodyIn(source, name, given);
  if (body === undefined || !nodesOf(source).some((node) => makes(node, type))) return;
  if (!inputs.includes(type) && !takers.some((one) => one.source.includes(`${type}.validate(`))) return;
  findings.warn(
    'PH724',
    who,
    `it makes new ${type}(${body}) by hand, and no schema looks at what the client sent`,
    `Declare it as a parameter, ${parameterOf(type)}: ${type}, or write await ${type}.validate(${name}).`,
  );
}

/** Not what a comment or a text says. */
function makes(node: Source, type: string): boolean {
  const callee = node['callee'] as Source | undefined;
  return node.type === 'NewExpression' && (callee!['name'] ?? memberOf(callee)) === type;
}

function nodesOf(source: string): Source[] {
  return statementsOf(source)?.flatMap((one) => nodesWithin(one)) ?? [];
}

const PARTS = 'json|form|args|values|data|headers|cookies';
const MADE = new RegExp(String.raw`\bnew\s+(?:\w+\.)?([A-Z]\w*)\(\s*(?:await\s+)?(\w+(?:\.(?:${PARTS}))?)\s*\)`);

/** What a variable holds when that is a part of the request: `const body = request.json`. */
function bodyIn(source: string, request: string, variable: string): string | undefined {
  const held = new RegExp(
    String.raw`\b(?:const|let|var)\s+${variable}\s*=\s*(?:await\s+)?(${request}\.(?:${PARTS}))\s*[;,\n]`,
  );
  return held.exec(source)?.[1];
}

/** `NewNote` becomes `note`. */
function parameterOf(type: string): string {
  const plain = type.replace(/^New(?=[A-Z])/, '');
  return plain[0]!.toLowerCase() + plain.slice(1);
}

/** `request.user`, where Passport and guards of Nest put one. */
function examineRead({ who, source, name }: Taker, takers: readonly Taker[], findings: Findings): void {
  const read = new RegExp(String.raw`(?<![\w$.])${name}\??\.(user|auth|currentUser)\b(?!\s*(?:=(?!=)|\?\?=|\())`, 'g');
  const said = [...source.matchAll(read)].map(([, one]) => one!);
  const member = said.length === 0 ? undefined : memberRead(source, name, said);
  if (member === undefined || member in Request.prototype || takers.some((one) => maySet(one, member))) return;
  findings.warn(
    'PH725',
    who,
    `it reads ${name}.${member}, which nothing sets`,
    'Write a class CurrentUser with @FromRequest(), and declare it as a parameter: user: CurrentUser.',
  );
}

/** The first of some members that is asked for, and not in a comment or a text, or of another that is called so. */
function memberRead(source: string, request: string, said: readonly string[]): string | undefined {
  const nodes = nodesOf(source);
  if (declaredIn(nodes).has(request)) return undefined;
  const asked = nodes.filter(
    ({ type, object }) => type === 'MemberExpression' && (object as Source)['name'] === request,
  );
  return asked.map(memberOf).find((member) => said.includes(member ?? ''));
}

/** Who hands the request on may have it set there. */
function maySet({ source, name }: Taker, member: string): boolean {
  const sets = new RegExp(String.raw`\.${member}\s*(?:\?\?)?=(?!=)|['"]${member}['"]`);
  const body = source.slice(source.indexOf(')'));
  return sets.test(source) || new RegExp(String.raw`(?<![\w$.])${name}(?!\s*(?:\??\.|[\w$]))`).test(body);
}
