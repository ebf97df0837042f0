/** An attempt at a job. */
export interface Attempt {
  /** `Mails.welcome` */
  name: string;
  queue: string;
  /** What `jobs.add()` gave. */
  id: string;
  /** The first is 1. */
  attempt: number;
  /** How many there may be. */
  attempts: number;
}

/** The attempt that runs: a `@Job()` method that declares a parameter `run: JobRun` is given it. */
export class JobRun implements Readonly<Attempt> {
  readonly name: string;
  readonly queue: string;
  readonly id: string;
  readonly attempt: number;
  readonly attempts: number;
  readonly #note: (percent: number) => Promise<unknown>;

  /** @param note keeps how far it is */
  constructor({ name, queue, id, attempt, attempts }: Attempt, note: (percent: number) => Promise<unknown>) {
    this.name = name;
    this.queue = queue;
    this.id = id;
    this.attempt = attempt;
    this.attempts = attempts;
    this.#note = note;
  }

  /**
   * Says how far the job is: `jobs.find(id)` and the page of jobs show it.
   *
   * @param percent from 0 to 100
   * @returns a promise that is kept when Redis knows it; nobody has to wait for it
   */
  progress(percent: number): Promise<void> {
    if (!(percent >= 0 && percent <= 100))
      throw new TypeError(`JobRun.progress() takes a number from 0 to 100, not ${String(percent)}.`);
    const noted = this.#note(percent).then(() => undefined);
    // Who does not wait does not want to know.
    noted.catch(() => undefined);
    return noted;
  }
}
