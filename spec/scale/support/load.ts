/** A visitor of the app: a cookie, and what became of the requests that were not answered as they should be. */
export class Visitor {
  readonly failures: string[] = [];
  /** How many requests were answered well. */
  answered = 0;
  cookie = '';

  constructor(
    readonly name: string,
    private readonly address: string,
  ) {}

  async ask(method: 'GET' | 'POST', path: string, address = this.address): Promise<Response> {
    const response = await fetch(`${address}${path}`, { method, headers: { cookie: this.cookie } });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) this.cookie = cookie.split(';')[0]!;
    return response;
  }

  async login(address?: string): Promise<void> {
    const { status } = await this.ask('POST', `/login/${this.name}`, address);
    if (status !== 200) throw new Error(`The login was answered ${status}.`);
  }

  async logout(address?: string): Promise<void> {
    const { status } = await this.ask('POST', '/logout', address);
    if (status !== 200) throw new Error(`The logout was answered ${status}.`);
  }

  /** Who the app takes it for. */
  async seenAs(address?: string): Promise<string> {
    return ((await (await this.ask('GET', '/me', address)).json()) as { name: string }).name;
  }

  /** Reads, and after each few reads writes; notes what goes wrong, and who is taken for somebody else. */
  async visit(isOver: () => boolean): Promise<void> {
    for (let turn = 0; !isOver(); turn++) {
      const [method, path] = turn % 4 === 3 ? (['POST', '/count'] as const) : (['GET', '/me'] as const);
      const problem = await this.#problemOf(method, path);
      if (problem === undefined) this.answered++;
      else this.failures.push(`${method} ${problem}`);
      // The processes shall have something to do, and not all that they can.
      await moment();
    }
  }

  async #problemOf(method: 'GET' | 'POST', path: string): Promise<string | undefined> {
    try {
      const response = await this.ask(method, path);
      if (response.status !== 200) {
        await response.arrayBuffer();
        return String(response.status);
      }
      const { name } = (await response.json()) as { name: string };
      return name === this.name ? undefined : `is taken for '${name}'`;
    } catch (error) {
      return String((error as Error).cause ?? error);
    }
  }
}

/** Visitors that are logged in, and ask all the time. */
export class Load {
  static readonly #begun = new Set<Load>();
  readonly visitors: readonly Visitor[];
  #isOver = false;
  #visits: Promise<unknown> = Promise.resolve();

  private constructor(address: string, count: number) {
    this.visitors = Array.from({ length: count }, (_, index) => new Visitor(`visitor${index}`, address));
  }

  static async begin(address: string, count = 6): Promise<Load> {
    const load = new Load(address, count);
    await Promise.all(load.visitors.map((visitor) => visitor.login()));
    this.#begun.add(load);
    load.#visits = Promise.all(load.visitors.map((visitor) => visitor.visit(() => load.#isOver)));
    return load;
  }

  /** Ends those of a spec that has failed. */
  static async endAll(): Promise<void> {
    await Promise.all([...this.#begun].map((load) => load.end()));
    this.#begun.clear();
  }

  get failures(): string[] {
    return this.visitors.flatMap(({ failures }) => failures);
  }

  /** Waits until each visitor was answered so often from now on. */
  async goesOn(times = 10): Promise<void> {
    const goals = this.visitors.map(({ answered }) => answered + times);
    while (this.visitors.some(({ answered }, index) => answered < goals[index]!)) await moment();
  }

  async end(): Promise<string[]> {
    this.#isOver = true;
    await this.#visits;
    return this.failures;
  }

  /** The names of those whom the app no longer knows: lost sessions. */
  async lost(): Promise<string[]> {
    const seen = await Promise.all(this.visitors.map(async (visitor) => [visitor.name, await visitor.seenAs()]));
    return seen.filter(([name, as]) => name !== as).map(([name]) => name!);
  }
}

/** Between two looks whether something is so. */
export function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
