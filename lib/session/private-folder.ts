import { lstatSync, mkdirSync, readlinkSync, statSync, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { parse, resolve, sep } from 'node:path';

/** How many links lie at most on the way to a folder, as in Linux. */
const MOST_LINKS = 40;

/** The bits of a mode. */
const STICKY = 0o1000;
const WRITABLE_BY_ALL = 0o002;
const WRITABLE_BY_GROUP = 0o020;
const WRITABLE_BY_OTHERS = 0o022;
const OPEN_TO_OTHERS = 0o077;

/**
 * A folder that nobody else on this machine can write into, or put another in the place of: who can would read what we
 * put there, or put there what we read. Windows has no such modes and is not asked.
 */
export class PrivateFolder {
  readonly path: string;
  readonly #isDefault: boolean;
  /** What was found good. */
  #known: Stats | undefined;

  /** @param isDefault whether it lies where everybody may make folders: nobody else may even look into it */
  constructor(path: string, isDefault: boolean) {
    this.path = resolve(path);
    this.#isDefault = isDefault;
  }

  /** @throws Error when it cannot be made, or others on this machine could write into it */
  make(): void {
    try {
      mkdirSync(this.path, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new Error(
        `FileSessionStore: ${this.path} cannot be used as a folder. Choose another with new FileSessionStore({ folder }).`,
        { cause: error },
      );
    }
    this.#inspect();
  }

  /**
   * Whether it is still the folder that was found good: it may have been removed, and made again by somebody else.
   *
   * @throws Error with the code ENOENT when it is gone; Error when another one is in its place that is not ours alone
   */
  async check(): Promise<void> {
    if (process.getuid === undefined) return;
    if (!isSame(await stat(this.path), this.#known)) this.#inspect();
  }

  #inspect(): void {
    if (process.getuid === undefined) return;
    checkWay(this.path);
    const found = statSync(this.path);
    const isOurs = found.uid === process.getuid() || (!this.#isDefault && found.uid === 0);
    if (!isOurs) throw new Error(refusal(this.path, "is another user's"));
    if ((found.mode & (this.#isDefault ? OPEN_TO_OTHERS : WRITABLE_BY_OTHERS)) !== 0)
      throw new Error(`FileSessionStore: ${this.path} is open to other users. Close it: chmod 700 ${this.path}`);
    this.#known = found;
  }
}

/** Nobody else may turn a link on the way, or remove a folder and put another there. */
function checkWay(path: string): void {
  let links = 0;
  let at = parse(path).root;
  const steps = stepsOf(path);
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
    const next = resolve(at, step);
    const found = lstatSync(next);
    if (found.isSymbolicLink()) {
      if (!isOursOrRoots(found)) throw new Error(refusal(path, `is reached through ${next}, another user's link`));
      if (++links > MOST_LINKS) throw new Error(refusal(path, 'is reached through too many links'));
      const target = resolve(at, readlinkSync(next));
      at = parse(target).root;
      steps.unshift(...stepsOf(target));
      continue;
    }
    if (steps.length > 0) checkParent(next, found, path);
    at = next;
  }
}

function checkParent(parent: string, { uid, gid, mode }: Stats, path: string): void {
  if (!isOursOrRoots({ uid })) throw new Error(refusal(path, `lies in ${parent}, which is another user's`));
  // There, only a folder's owner may put another in its place.
  if ((mode & STICKY) !== 0) return;
  if ((mode & WRITABLE_BY_ALL) !== 0)
    throw new Error(refusal(path, `lies in ${parent}, which everybody may write into`));
  if ((mode & WRITABLE_BY_GROUP) !== 0 && !isOfOneUser(gid))
    throw new Error(
      refusal(path, `lies in ${parent}, which the group ${gid} may write into. Close that: chmod g-w ${parent}`),
    );
}

/** Root's group, or the one that Linux makes with each user and gives the user's number: there, folders have mode 775. */
function isOfOneUser(gid: number): boolean {
  return gid === 0 || gid === process.getuid!();
}

function isOursOrRoots({ uid }: Pick<Stats, 'uid'>): boolean {
  return uid === 0 || uid === process.getuid!();
}

function isSame(found: Stats, known: Stats | undefined): boolean {
  return (
    known !== undefined &&
    found.ino === known.ino &&
    found.dev === known.dev &&
    found.uid === known.uid &&
    found.mode === known.mode
  );
}

function stepsOf(path: string): string[] {
  return path.slice(parse(path).root.length).split(sep).filter(Boolean);
}

function refusal(path: string, why: string): string {
  return `FileSessionStore: ${path} ${why}. Choose another folder with new FileSessionStore({ folder }).`;
}
