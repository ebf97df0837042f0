/** The number of a kind of finding: `docs/findings.md` has a section for each. */
export type FindingCode = `PH${number}`;

/** One thing that the doctor found: who has it, what it is, and what to type instead. */
export interface Finding {
  /** The kind of it, `PH209`: a section of `docs/findings.md`. An extension's own findings have none. */
  code?: FindingCode;
  /** `Class.method`, or the class or option. */
  who: string;
  /** What is wrong. */
  cause: string;
  /** What to do about it. */
  cure: string;
}

/** A finding in one line, for an error of its own or the log. */
export function sentenceOf({ code, who, cause, cure }: Finding): string {
  return `${who}: ${cause}${/[.?!]$/.test(cause) ? '' : '.'} ${cure}${inBrackets(code)}`;
}

function inBrackets(code: FindingCode | undefined): string {
  return code === undefined ? '' : ` (${code})`;
}

/**
 * Thrown by `createApp()` and `app.ready()`: everything that is wrong with the app, in one list. An extension throws one of
 * its options.
 *
 * @example
 * ```ts
 * throw new SetupError([{ who: 'login()', cause: "there is no option 'langs'", cure: 'Write languages.' }]);
 * ```
 */
export class SetupError extends Error {
  /** Everything that is wrong, each with its cure. */
  declare readonly findings: readonly Finding[];

  /** @param findings everything that is wrong */
  constructor(findings: readonly Finding[]) {
    const many = findings.length === 1 ? 'one mistake' : `${findings.length} mistakes`;
    const list = findings.map(({ code, who, cause, cure }, index) => {
      // One missing compiler option makes a finding of every method.
      const first = findings.findIndex((one) => one.cure === cure);
      return `  ${index + 1}. ${who}: ${cause}\n     ${first < index ? `As in ${first + 1}.` : cure}${inBrackets(code)}`;
    });
    super(`The app has ${many}:\n${list.join('\n')}`);
    // Node prints what can be enumerated of an error, and the message has it all.
    Object.defineProperty(this, 'findings', { value: findings });
  }
}

/**
 * A `SetupError` with the stack of whoever called a function of Phial's: node prints the topmost line of the stack before the
 * message, and that should be the user's own. Any other error stays as it is.
 */
export function calledFrom(error: unknown, caller: (...args: never[]) => unknown): unknown {
  if (error instanceof SetupError) Error.captureStackTrace(error, caller);
  return error;
}

// Tells the error from others in a log. Of an own field Node would print the value once more.
Object.defineProperty(SetupError.prototype, 'name', { value: 'SetupError', configurable: true, writable: true });
