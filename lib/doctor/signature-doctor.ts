import { parameters, type Findings } from './findings.js';
import { yieldsNothing } from './sources.js';
import type { Injector } from '../injection/injection.js';
import { noResponseHere, type Unfillable, type Use } from '../injection/unfillable.js';
import { lineage, reflectedTypes, type Class } from '../classes/metadata.js';
import { factoriesOf, type BlueprintScan, type ControllerScan } from '../classes/scanner.js';
import { checkMarkOptions } from './decorator-options.js';
import { nameOf, type Signature } from '../classes/signature.js';
import { metadataCure } from './metadata-cure.js';
import { examineOverride, writtenAll } from './overrides.js';
import { methodNamed } from '../plain/member.js';

/** Examines the parameters of methods and constructors, also of the factories that make them. */
export class SignatureDoctor {
  /** The first method that declares a `Session`. */
  sessionUser: string | undefined;
  /** The classes whose factories were examined, by whose services those take. */
  readonly #factories = new Map<Injector, Set<Class>>();
  #injector: Injector;

  constructor(
    private readonly injector: Injector,
    private readonly findings: Findings,
    private readonly servicesAreKnown = true,
  ) {
    this.#injector = injector;
  }

  /** Says to which blueprint all that follows belongs: its own services come first. */
  about(blueprint: BlueprintScan | undefined): void {
    this.#injector = this.injector.within(blueprint);
  }

  /** Parameters: are their types known, and does something fill each? */
  examine(signature: Signature, use: Use, controller: ControllerScan | undefined, within: readonly Class[] = []): void {
    const { who, types, length, names, handled } = signature;
    if (types === undefined) {
      if (length > 0) this.#noMetadata(signature, use, controller);
      return;
    }
    this.#shortList(signature, types);
    this.examineOverride(signature, use);
    types.forEach((type, index) => {
      if (handled === undefined || type !== handled) this.#parameter(who, type, index, names, use, within);
    });
  }

  /** The parameters of a helper that are injected. Those before them are the template's, and may be anything. */
  examineHelper(signature: Signature): void {
    const { who, types, names } = signature;
    // A helper that no compiler wrote types for has arguments alone.
    if (types === undefined) return;
    this.#shortList(signature, types);
    this.examineOverride(signature, 'helper');
    const own = this.#injector.countOwn(types);
    types.slice(0, own).forEach((type, index) => this.#argument(who, type, index, names));
    types.slice(own).forEach((type, index) => this.#parameter(who, type, own + index, names, 'helper', []));
  }

  /** An override without a decorator: is it called with what it declares? */
  examineOverride(signature: Signature, use: Use): void {
    examineOverride(signature, (type) => this.#injector.sourceOf(type, use), this.findings);
  }

  /**
   * The parameters of a method that is called without a request, but for those that its caller gives.
   *
   * @param given how many of the first it gives
   * @param own the classes that it gives besides
   */
  examineAlone(signature: Signature, given: number, own: readonly unknown[]): void {
    const { who, types, length, names } = signature;
    if (types === undefined) {
      if (length > given) this.#noMetadata(signature, 'lifecycle', undefined);
      return;
    }
    this.#shortList(signature, types);
    types.forEach((type, index) => {
      if (index >= given && !own.includes(type)) this.#parameter(who, type, index, names, 'lifecycle', []);
    });
  }

  /** What serves the methods of an extension's decorator. */
  examineService(who: string, decorator: string, service: Class | undefined): void {
    const source = service === undefined ? undefined : this.#injector.sourceOf(service, 'lifecycle');
    if (source?.kind === 'unfillable')
      this.findings.find(source.code, who, `${decorator} stands on it, and ${source.cause}`, source.cure);
  }

  /** An argument of a template may be anything, also what a lost import left of a class. */
  #argument(who: string, type: unknown, index: number, names: readonly string[]): void {
    const meant = OWN_CLASSES[names[index]?.toLowerCase() ?? ''];
    const source = this.#injector.sourceOf(type, 'helper');
    if (meant === undefined || source.kind !== 'unfillable' || source.isUnread !== true) return;
    this.findings.warn(
      source.code,
      who,
      `${parameters([index], names)}: ${source.cause}, so that it is an argument of the template's`,
      `Write import { ${meant} } from 'phial', without the word 'type'; if it is the template's, call it otherwise.`,
    );
  }

  #shortList({ who, length, names, overridden }: Signature, types: readonly unknown[]): void {
    if (types.length >= length) return;
    const missing = parameters([types.length], names);
    this.findings.find(
      'PH102',
      who,
      `the type of ${missing} is not known: there ${types.length === 1 ? 'is' : 'are'} ${count(types.length, 'type')} for ${count(length, 'parameter')}`,
      overridden === undefined
        ? 'List the type of each parameter, in order: { inject: [...] }.'
        : `It has those of ${overridden.who}, which it overrides without a decorator: repeat ${writtenAll(overridden.marks)} on it.`,
    );
  }

  #noMetadata({ who, length, names, base }: Signature, use: Use, controller: ControllerScan | undefined): void {
    const types = `the ${length === 1 ? 'type' : 'types'} of ${parameters([...Array(length).keys()], names)} ${length === 1 ? 'is' : 'are'} not known`;
    const line = controller === undefined ? [] : lineage(controller.type);
    const isEmitted = controller?.methods.some(({ method }) =>
      line.some(({ prototype }) => reflectedTypes(prototype, method) !== undefined),
    );
    if (use === 'constructor' && isEmitted === true) {
      return this.findings.find(
        'PH101',
        who,
        `${types}, because compilers write down those of decorated classes alone${base === undefined ? '' : `, and the constructor is that of ${base}`}`,
        base === undefined
          ? 'Put @Controller() on the class.'
          : `Put @Controller() on ${base}; or write a constructor in ${who}, which calls super(...).`,
      );
    }
    const method = isEmitted === true && methodNamed(controller!.type.prototype as object, who.split('.').at(-1)!);
    this.findings.find('PH101', who, `${types}, because the compiler wrote no metadata`, metadataCure(method));
  }

  /** Nothing is known of services that are not in a list. */
  #isUnasked({ code }: Unfillable): boolean {
    return code === 'PH110' && !this.servicesAreKnown;
  }

  #parameter(
    who: string,
    type: unknown,
    index: number,
    names: readonly string[],
    use: Use,
    within: readonly Class[],
  ): void {
    const source = this.#injector.sourceOf(type, use);
    const isResponse = RESPONSES.has(names[index] ?? '');
    if (source.kind === 'unfillable' && source.isUnread === true && NEXT.has(names[index] ?? '')) {
      this.findings.find('PH119', who, `${parameters([index], names)}: there is no ${names[index]} to call`, NEXT_CURE);
    } else if (source.kind === 'unfillable' && source.isUnread === true && WITH_ANSWER.has(use) && isResponse) {
      const { code, cause, cure } = noResponseHere();
      this.findings.find(code, who, `${parameters([index], names)}: ${cause}`, `${cure} ${OF_ONES_OWN}`);
    } else if (source.kind === 'unfillable' && !this.#isUnasked(source)) {
      const own = isResponse ? 'Response' : OWN_CLASSES[names[index]?.toLowerCase() ?? ''];
      const meant = source.isUnread ? own : undefined;
      const cure =
        meant === undefined
          ? source.cure
          : `Write import { ${meant} } from 'phial', without the word 'type', and switch off lint rules that add it (consistent-type-imports).`;
      if (source.wantedBy === undefined)
        this.findings.find(source.code, who, `${parameters([index], names)}: ${source.cause}`, cure);
      else this.findings.findOnce(source.code, source.wantedBy, source.cause, cure);
    }
    if (source.kind === 'factory') this.#factory(source.type, within);
    const finding = source.kind === 'input' ? source.reader.finding(source.type.name) : undefined;
    if (finding !== undefined) this.findings.addAll([finding]);
    if (source.kind === 'session') this.sessionUser ??= this.findings.named(who);
    if (source.kind === 'service' && use === 'handler' && hasFieldsAlone(source.value)) {
      const { name } = source.value.constructor;
      this.findings.warn(
        'PH118',
        who,
        `${parameters([index], names)}: each request gets the one ${name} of createApp({ services }), which has fields and no method`,
        `If it is a body or a query, write class ${name} extends Json(schema) {}, Form(schema) or Query(schema); settings belong into createApp({ config }).`,
      );
    }
  }

  /** @param within the classes whose factories need this one, the outermost first */
  #factory(type: Class, within: readonly Class[]): void {
    const [factory, second] = factoriesOf(type);
    const start = within.indexOf(type);
    if (factory !== undefined && start !== -1) {
      const circle = [...within.slice(start), type].map(({ name }) => name);
      this.findings.find(
        'PH115',
        factory.signature.who,
        `the factories go round in a circle: ${circle.join(' needs ')}`,
        'Let one of them take a Request or a service instead.',
      );
    }
    const maker = this.#injector.makerOf(type);
    const examined = this.#factories.get(maker) ?? new Set();
    if (factory === undefined || start !== -1 || examined.has(type)) return;
    if (second !== undefined)
      this.findings.find(
        'PH116',
        nameOf(type),
        `it has two @FromRequest() methods, ${factory.method} and ${second.method}`,
        'Keep one: it says how an instance is made.',
      );
    this.findings.addAll(checkMarkOptions(factory.signature.who, factory.mark));
    if (yieldsNothing(methodNamed(type, factory.method)))
      this.findings.find(
        'PH121',
        factory.signature.who,
        'it is a generator, and yields nothing',
        `Write yield new ${type.name}(...), once, behind which stands what is to be done at the end; or leave the * out, and return it.`,
      );
    if (factory.misplaced === undefined && factory.isStatic)
      this.examine(factory.signature, 'factory', undefined, [...within, type]);
    else
      this.findings.find(
        'PH117',
        factory.signature.who,
        `@FromRequest() stands on ${factory.misplaced ?? 'a method that is not static'}`,
        `Write a static method: static ${factory.method}(...) { return new ${type.name}(...); }.`,
      );
    this.#factories.set(maker, examined.add(type));
  }
}

/** What Express, Koa and Fastify call the function by which a request goes on. */
const NEXT = new Set(['next', 'done']);

/** What they and Fastify call the object by which a handler answers. */
const RESPONSES = new Set(['response', 'res', 'reply']);

/** What answers by what it returns, and so is given no response. */
const WITH_ANSWER: ReadonlySet<Use> = new Set(['handler', 'hook', 'errorHandler'] as const);

/** The compiler writes the same of no type, and of one that is imported as a type. */
const OF_ONES_OWN = "A class of your own is imported without the word 'type'.";

const NEXT_CURE =
  'Take it out: a hook that returns nothing lets the request go on, one that returns something answers it, and what is thrown goes to an @ErrorHandler().';

/** What a parameter of such a name is likely meant to be. */
const OWN_CLASSES: Record<string, string | undefined> = {
  request: 'Request',
  req: 'Request',
  session: 'Session',
  app: 'App',
  response: 'Response',
};

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** Whether an object is of a class that says what fields there are, and does nothing. */
function hasFieldsAlone(service: object): boolean {
  const own = lineage(service.constructor as Class).flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype));
  const values = Object.values(service);
  return own.every((name) => name === 'constructor') && values.length > 0 && values.every(isPlain);
}

function isPlain(value: unknown): boolean {
  return Array.isArray(value) || (typeof value !== 'function' && (typeof value !== 'object' || value === null));
}
