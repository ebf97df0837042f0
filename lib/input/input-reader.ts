import { randomBytes } from 'node:crypto';
import { inspect, isDeepStrictEqual } from 'node:util';

import { sentenceOf, type Finding } from '../plain/setup-error.js';
import { FieldWishes } from './field-wishes.js';
import { jsonBodyOf, membersOf, NO_OBJECT, type JsonBody } from './json-body.js';
import { LetThrough } from './let-through.js';
import { fieldsOf as sentFields, KINDS, type InputKind, type SentFields } from './kinds.js';
import { assign, fill, isFields, type InputType, type IsForeign } from './members.js';
import { attempt, isPromise, settled, then } from '../plain/promises.js';
import { isFormWithoutFiles, whyNoForm } from '../request/body.js';
import type { Request } from '../request/request.js';
import {
  isStandardSchema,
  toIssue,
  type Issue,
  type StandardIssue,
  type StandardResult,
  type StandardSchema,
} from '../plain/standard-schema.js';
import { errorsOf, ValidationError, type Validation } from './validation.js';

/** Reads and validates one kind of input. */
export class InputReader {
  readonly #standard: StandardSchema<unknown, object>['~standard'] | undefined;
  #knownWishes: FieldWishes | undefined;
  #knownBody: JsonBody | undefined;
  #knownLetThrough: LetThrough | undefined;
  /** A field of which a trial has to tell whether it was let through. */
  #doubted: string | undefined;
  // Made once, and not with each request.
  readonly #isForeign: IsForeign = (name, value, request) => {
    const letThrough = (this.#knownLetThrough ??= new LetThrough(this.schema));
    const isForeign = letThrough.has(name, () => this.#isAsSent(name, value, request));
    if (isForeign && letThrough.mustBeTried) this.#doubted = name;
    return isForeign;
  };

  constructor(
    readonly kind: InputKind,
    readonly schema: StandardSchema<unknown, object>,
  ) {
    // Kept, since a library may make it anew each time.
    this.#standard = isStandardSchema(schema) ? (schema as StandardSchema<unknown, object>)['~standard'] : undefined;
  }

  /** An instance of `type`. @throws ValidationError */
  read(type: InputType, request: Request): object | Promise<object> {
    return then(this.validate(type, request), ({ value, issues }) => {
      if (issues !== undefined) throw new ValidationError(KINDS[this.kind].what, issues, KINDS[this.kind].place);
      return value;
    });
  }

  validate(type: InputType, request: Request): Validation<object> | Promise<Validation<object>> {
    return then(this.#attempt(type, request), (result): Validation<object> | Promise<Validation<object>> => {
      if (typeof result !== 'object' || result === null)
        throw new TypeError(`The schema of ${type.name} gave ${inspect(result)} instead of a result.`);
      if (result.issues !== undefined) return this.#refusal(request, result.issues.map(toIssue));
      const filled =
        this.kind === 'json'
          ? this.#fillJson(type, request, result.value)
          : { value: fill(type, result.value, request, this.#isForeign) };
      return this.#doubted === undefined ? filled : this.#filledAfterTrial(type, request, filled, result.value);
    });
  }

  /**
   * Finds out whether a schema of which nothing is known lets through what it does not name: with one more field, of a
   * name that it cannot have, and of a value that it takes.
   */
  #filledAfterTrial(
    type: InputType,
    request: Request,
    filled: Validation<object>,
    made: object,
  ): Validation<object> | Promise<Validation<object>> {
    const name = randomName();
    const extra = { [name]: this.#sent(request)[this.#doubted!] };
    this.#doubted = undefined;
    const isOpen = attempt(
      () => then(this.#attempt(type, request, extra), (result) => result.issues === undefined && name in result.value),
      () => true,
    );
    return then(isOpen, (open) => {
      if (open) this.#knownLetThrough!.noteOpen();
      else assign(filled.value!, made);
      return filled;
    });
  }

  #sent(request: Request): Record<string, unknown> {
    const sent: unknown = this.kind === 'json' ? request.json : this.#wishes.toObject(sentFields(this.kind, request));
    return isFields(sent) ? (sent as Record<string, unknown>) : {};
  }

  #fillJson(type: InputType, request: Request, made: unknown): Validation<object> {
    const body = (this.#knownBody ??= jsonBodyOf(this.schema));
    const members = membersOf(body, request.json, made);
    if (members === undefined) return this.#refusal(request, [NO_OBJECT]);
    return { value: members === made ? fill(type, made, request, this.#isForeign) : fill(type, members) };
  }

  /** Whether a value is what a client has sent under that name; one value may have been made a list of one. */
  #isAsSent(name: string, value: unknown, request: Request): boolean {
    const sent = this.#sent(request);
    return Object.hasOwn(sent, name) && isDeepStrictEqual([value].flat(), [sent[name]].flat());
  }

  /** Why nothing can be validated. */
  finding(who: string): Finding | undefined {
    if (this.#standard !== undefined) return undefined;
    return {
      code: 'PH501',
      who,
      cause: `its schema is ${typeof this.schema === 'object' && this.schema !== null ? 'no Standard Schema' : inspect(this.schema, { depth: 0 })}`,
      cure: `Give ${KINDS[this.kind].base}() a schema of zod, valibot, arktype or another library of standardschema.dev. In a circle of imports, a schema is undefined too early.`,
    };
  }

  /** @param extra fields beside those that were sent */
  #attempt(type: InputType, request: Request, extra?: object): Result | Promise<Result> {
    const finding = this.finding(type.name);
    if (finding !== undefined) throw new TypeError(sentenceOf(finding));
    if (this.kind === 'json') return this.#check(withExtra(request.json, extra));
    const fields = sentFields(this.kind, request);
    return then(this.#check(withExtra(this.#wishes.toObject(fields), extra)), (first) =>
      first?.issues === undefined ? first : this.#tryLists(fields, first, extra),
    );
  }

  #refusal(request: Request, issues: Issue[]): Validation<object> {
    const all = this.kind === 'form' ? [...issues, ...otherThanForm(request, issues)] : issues;
    return { issues: all, errors: errorsOf(all), values: this.#typed(request) };
  }

  /**
   * What was sent, as the schema saw it. A browser shows no file again; and what the schema does not name is none of the
   * form's: in a template, it would stand for whatever has that name.
   */
  #typed(request: Request): Record<string, unknown> {
    if (this.kind !== 'json')
      return this.#wishes.named(
        this.#wishes.toObject(this.kind === 'form' ? request.form : sentFields(this.kind, request)),
      );
    return isFields(request.json) ? this.#wishes.named({ ...request.json }) : { value: request.json };
  }

  /** A schema that refers to itself goes as deep as the client wants. */
  #check(value: unknown): Result | Promise<Result> {
    try {
      const result = this.#standard!.validate(value);
      return isPromise(result) ? settled(result).catch((error: unknown) => refuseDeep(error, value)) : result;
    } catch (error) {
      return refuseDeep(error, value);
    }
  }

  /** Worked out when first needed: a schema may refer to one that is declared after the class. */
  get #wishes(): FieldWishes {
    return (this.#knownWishes ??= new FieldWishes(this.kind, this.schema));
  }

  /**
   * One value is a list of one where the schema wants a list, and none is an empty list. Not every library tells what it
   * wants: so what was refused is tried as a list, and taken when the schema takes it.
   */
  #tryLists(fields: SentFields, first: Refused, extra?: object): Result | Promise<Result> {
    const wishes = this.#wishes;
    // Of a union, all that some libraries tell is that it fits no part.
    const isWhole = first.issues.some(({ path = [] }) => path.length === 0);
    const suspects = new Set(
      [...refusedFields(first), ...(isWhole ? wishes.requiredInParts : [])].filter((name) => {
        const wish = wishes.of(name);
        const count = fields.getAll(name).length;
        if (count === 0) return wishes.mayBeEmpty(name);
        return (wish === 'unknown' || wish === 'either') && (count === 1 || this.kind === 'cookie');
      }),
    );
    if (suspects.size === 0) return first;
    return then(this.#check(withExtra(wishes.toObject(fields, suspects), extra)), (second) => {
      if (second.issues !== undefined) return { issues: mostSpecific(first, second, suspects) };
      // Nothing may come of what was not sent: to a conversion, an empty list is the number 0.
      const guessed = [...suspects].filter(
        (name) =>
          wishes.of(name) !== 'list' &&
          !fields.has(name) &&
          !Array.isArray((second.value as Record<string, unknown>)[name]),
      );
      return guessed.length === 0
        ? second
        : { issues: first.issues.filter((issue) => guessed.includes(fieldOf(issue))) };
    });
  }
}

type Result = StandardResult<object>;
type Refused = Exclude<Result, { readonly issues?: undefined }>;

function withExtra(sent: unknown, extra: object | undefined): unknown {
  return extra === undefined ? sent : { ...(sent as object), ...extra };
}

/** Of letters alone: a schema may not take others in a name. */
function randomName(): string {
  return randomBytes(10)
    .toString('hex')
    .replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]!);
}

/** Why the fields of a form are not there, or its files: what is wrong with each would not say so. */
function otherThanForm(request: Request, issues: readonly Issue[]): Issue[] {
  const why = request.isJson ? 'the body is JSON, where a form is expected' : whyNoForm(request);
  if (why !== undefined) return [{ path: [], message: `${why[0]!.toUpperCase()}${why.slice(1)}.` }];
  // All libraries name the class that they miss.
  const wantsFile = isFormWithoutFiles(request) && issues.some(({ message }) => /\bUploadedFile\b/.test(message));
  return wantsFile ? [NO_ENCTYPE] : [];
}

const NO_ENCTYPE: Issue = {
  path: [],
  message: 'The form was sent without enctype="multipart/form-data", and has no files.',
};
const TOO_DEEP: StandardIssue = { message: 'Nested too deeply.' };

/** @throws the error, unless it is the client's fault */
function refuseDeep(error: unknown, value: unknown): Refused {
  if (error instanceof RangeError && isDeep(value)) return { issues: [TOO_DEEP] };
  throw error;
}

/** Whether a value has more levels than one that is meant: only then is a stack that overflows the client's doing. */
function isDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth < DEEP && level.length > 0; depth++)
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  return level.length > 0;
}

const DEEP = 200;

/** The fields that were refused as a whole, not for something inside them. */
function refusedFields({ issues }: Refused): Set<string> {
  return new Set(issues.filter(({ path }) => path?.length === 1).map(fieldOf));
}

function fieldOf(issue: StandardIssue): string {
  return String(toIssue(issue).path[0]);
}

/** Of a list, what is wrong in it; of another field, what is wrong with it as it was sent. */
function mostSpecific(first: Refused, second: Refused, suspects: ReadonlySet<string>): readonly StandardIssue[] {
  const refused = refusedFields(second);
  const isList = (issue: StandardIssue): boolean => suspects.has(fieldOf(issue)) && !refused.has(fieldOf(issue));
  const issues = [...first.issues.filter((issue) => !isList(issue)), ...second.issues.filter(isList)];
  return issues.length > 0 ? issues : second.issues;
}
