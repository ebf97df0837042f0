/** One thing that the doctor found: who has it, what it is, and what to type instead. */
export interface Finding {
  /** `Class.method`, or the class or option. */
  who: string;
  /** What is wrong. */
  cause: string;
  /** What to do about it. */
  cure: string;
}

/** A finding in one line, for an error of its own. */
export function sentenceOf({ who, cause, cure }: Finding): string {
  return `${who}: ${cause}. ${cure}`;
}

/** Thrown by `createApp()` and `app.ready()`: everything that is wrong with the app, in one list. */
export class SetupError extends Error {
  /** Tells the error from others in a log. */
  override readonly name = 'SetupError';

  constructor(
    /** Everything that is wrong, each with its cure. */
    readonly findings: readonly Finding[],
  ) {
    const many = findings.length === 1 ? 'one mistake' : `${findings.length} mistakes`;
    const list = findings.map(({ who, cause, cure }, index) => {
      // One missing compiler option makes a finding of every method.
      const first = findings.findIndex((one) => one.cure === cure);
      return `  ${index + 1}. ${who}: ${cause}\n     ${first < index ? `As in ${first + 1}.` : cure}`;
    });
    super(`The app has ${many}:\n${list.join('\n')}`);
  }
}
