import { inspect } from 'node:util';

import type { AppOptions } from '../config/config.js';
import type { Findings } from './findings.js';
import { decoratorOf, lineage, ownRecord, type Class } from '../classes/metadata.js';
import { isForeignClass, ONE_COPY, TWO_COPIES } from '../plain/copies.js';
import type { Finding } from '../plain/setup-error.js';
import { listOf } from '../plain/lists.js';
import { isController, OF_SERVICES, type ControllerScan } from '../classes/scanner.js';
import { nameOf } from '../classes/signature.js';

/** The lists of `createApp()`: TypeScript takes any object for a controller or a service. */
export function examineEntries(
  { controllers = [], services = [] }: Pick<AppOptions, 'controllers' | 'services'>,
  findings: Findings,
): void {
  if (!Array.isArray(controllers))
    findings.find('PH401', 'controllers', 'it is no list', `Write ${findings.written('controllers: [Notes]')}.`);
  if (!Array.isArray(services))
    findings.find('PH401', 'services', 'it is no list', `Write ${findings.written('services: [new NoteStore()]')}.`);
  asEntries(controllers).forEach((entry, index) => {
    if (!isController(entry))
      findings.find(
        'PH301',
        `controllers[${index}]`,
        `it is ${describe(entry)}, not a class with routes`,
        entryCure(entry),
      );
  });
  asEntries(services).forEach((entry, index) => examineService(entry, `services[${index}]`, findings));
}

/** What stands in a list. Another object in its place gets a finding of its own. */
function asEntries(option: unknown): unknown[] {
  return Array.isArray(option) ? listOf(option) : [];
}

function examineService(entry: unknown, who: string, findings: Findings): void {
  const cure = serviceCure(entry);
  if (entry instanceof Promise) {
    findings.find('PH321', who, 'it is a promise', 'Await it first: services: [await connect()].');
  } else if (cure !== undefined) {
    findings.find('PH320', who, `it is ${describe(entry)}, not an object of a class`, cure);
  } else {
    examineMarks((entry as object).constructor as Class, findings);
  }
}

/** What the decorators of a service's class stand on: requests are a controller's business. */
function examineMarks(type: Class, findings: Findings): void {
  if (isForeignClass(type))
    findings.find('PH316', nameOf(type), `it is a class of another copy of Phial: ${TWO_COPIES}`, ONE_COPY);
  for (const { mark, name } of lineage(type).flatMap((one) => ownRecord(one)?.marks ?? [])) {
    // A class that a factory makes may be a service as well.
    if (mark.kind === 'factory' || OF_SERVICES.includes(mark.kind)) continue;
    findings.find(
      'PH315',
      `${nameOf(type)}.${name}`,
      `${decoratorOf(mark)} stands in a service, which serves no requests`,
      `Give ${findings.controllers} the class, or move the method to a controller, and take ${nameOf(type)} there as a parameter of its constructor.`,
    );
  }
}

/** A class given twice is found once, and not again for each of its routes. */
export function withoutRepeated(controllers: readonly ControllerScan[], findings: Findings): ControllerScan[] {
  return controllers.filter((controller, index) => {
    if (controller.isService) return true;
    findings.about(controller.blueprint);
    const isFirst =
      controllers.findIndex((one) => one.type === controller.type && one.blueprint === controller.blueprint) === index;
    if (!isFirst)
      findings.find(
        'PH302',
        nameOf(controller.type),
        `${findings.controllers} has it twice`,
        "Take one out. The same routes below another prefix are a subclass's: @Controller('/other') class Other extends ... {}.",
      );
    return isFirst;
  });
}

/** A class with routes, or methods for an extension, that no app was given. */
export function ungiven(type: Class): Finding {
  const who = nameOf(type);
  const marks = ownRecord(type)?.marks ?? [];
  if (marks.some(({ mark }) => mark.kind === 'route'))
    return {
      code: 'PH314',
      who,
      cause: 'it has routes, and no app was given it',
      cure: 'Add it to createApp({ controllers }).',
    };
  const [first] = marks.filter(({ mark }) => mark.kind === 'own');
  return {
    code: 'PH314',
    who: `${who}.${first!.name}`,
    cause: `${decoratorOf(first!.mark)} stands on it, and no app was given an object of the class`,
    cure: `Write createApp({ services: [new ${who}()] }).`,
  };
}

function entryCure(entry: unknown): string {
  if (entry === undefined)
    return 'In a circle of imports a class is undefined too early: let the modules import each other in one direction.';
  if (entry instanceof Promise) return 'Await it first: a module that is imported so has the class as a member.';
  if (typeof entry === 'object' && entry !== null && 'controllers' in entry)
    return 'Write createApp({ blueprints: [shop()] }): it looks like a blueprint.';
  if (typeof entry === 'object' && entry !== null) return 'List the classes themselves: controllers: [Notes, Users].';
  return 'Write the name of a class: controllers: [Notes].';
}

function serviceCure(entry: unknown): string | undefined {
  if (typeof entry === 'function') return `Write new ${entry.name || 'NoteStore'}(...).`;
  if (typeof entry !== 'object' || entry === null) return 'Write new NoteStore(), for example.';
  if (Array.isArray(entry)) return 'List the objects themselves: services: [new NoteStore(), new Users()].';
  if ('provide' in entry) return providerCure(entry as Provider);
  const prototype: unknown = Object.getPrototypeOf(entry);
  // It is never injected, but closed with the app.
  const isClosed = 'close' in entry || Symbol.asyncDispose in entry || Symbol.dispose in entry;
  return isClosed || (prototype !== null && prototype !== Object.prototype)
    ? undefined
    : 'Parameters are filled by class: make one for it. Settings belong into createApp({ config }).';
}

interface Provider {
  useClass?: unknown;
  useFactory?: unknown;
}

/** Nest's `{ provide, useClass }`: a service is found by its class, and needs no token. */
function providerCure({ useClass, useFactory }: Provider): string {
  const given =
    typeof useClass === 'function'
      ? `new ${useClass.name || 'NoteStore'}(...)`
      : useFactory === undefined
        ? 'the value itself, an object of a class'
        : 'what the factory returns, awaited';
  return `There are no providers: parameters are filled by class, and the list has the objects. Write ${given}.`;
}

function describe(value: unknown): string {
  if (typeof value === 'function') return value.prototype === undefined ? 'a function' : `the class ${value.name}`;
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Promise) return 'a promise';
  return typeof value === 'object' && value !== null ? 'an object without a class' : inspect(value);
}
