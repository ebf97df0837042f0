import type { BlueprintScan } from '../classes/scanner.js';
import type { Finding, FindingCode } from '../plain/setup-error.js';

/** What is found of an app while its parts are examined: what must be mended, and what may be meant otherwise. */
export class Findings {
  readonly findings: Finding[] = [];
  readonly warnings: Finding[] = [];
  #blueprint: BlueprintScan | undefined;

  /** Says which blueprint all that follows is about: its name comes first. */
  about(blueprint: BlueprintScan | undefined): void {
    this.#blueprint = blueprint;
  }

  /** Who has a finding, with the name of the blueprint that it belongs to. */
  named(who: string): string {
    return this.#blueprint === undefined ? who : `${this.#blueprint.name}: ${who}`;
  }

  /** The controllers of the app, or of the blueprint that what follows is about, in the words of a message. */
  get controllers(): string {
    return this.#blueprint === undefined ? 'createApp({ controllers })' : "the blueprint's list of controllers";
  }

  /** An option of the app, or a member of that blueprint, as it is to be written. */
  written(option: string): string {
    return this.#blueprint === undefined ? `createApp({ ${option} })` : option;
  }

  /**
   * @param code the kind of it, in `catalogue.ts`
   * @param who `Class.method`, or the class or option
   * @param cause goes on after "who:"
   * @param cure what to type instead
   */
  find(code: FindingCode, who: string, cause: string, cure: string): void {
    add(this.findings, { code, who: this.named(who), cause, cure });
  }

  /** The same of what several parts of an extension lack: its name stands for theirs. */
  findOnce(code: FindingCode, who: string, cause: string, cure: string): void {
    add(this.findings, { code, who, cause, cure });
  }

  /** The same of what was found elsewhere. */
  addAll(found: readonly Finding[]): void {
    for (const one of found) add(this.findings, { ...one, who: this.named(one.who) });
  }

  /** The same of what may be meant otherwise. */
  warn(code: Finding['code'], who: string, cause: string, cure: string): void {
    add(this.warnings, { ...(code !== undefined && { code }), who: this.named(who), cause, cure });
  }
}

/** Several routes may stand on one method, whose parameters are wrong only once. */
function add(list: Finding[], finding: Finding): void {
  if (!list.some(({ who, cause }) => who === finding.who && cause === finding.cause)) list.push(finding);
}

/** "parameter 2 (session)", "parameters 1 (id), 2 and 3 (session)": by their places, and their names where the source shows them. */
export function parameters(indexes: readonly number[], names: readonly string[]): string {
  const each = indexes.map(
    (index) => `${index + 1}${names[index] === undefined || names[index] === '' ? '' : ` (${names[index]})`}`,
  );
  const last = each.pop();
  return each.length === 0 ? `parameter ${last}` : `parameters ${each.join(', ')} and ${last}`;
}
