import type { Class } from '../classes/metadata.js';
import { lineOf, type BlueprintScan } from '../classes/scanner.js';
import { shownBriefly } from '../plain/shown.js';

/** The services of an app, and which of them each blueprint brings. */
export class Services {
  /** Each of them once. */
  readonly all: readonly object[];

  constructor(
    all: readonly object[],
    private readonly brought: ReadonlyMap<BlueprintScan, readonly object[]> = new Map(),
  ) {
    this.all = [...new Set(all)];
  }

  /**
   * The services that fit a class: one, when only one is an instance of it, or just one is of that very class. Of several, the parts
   * of a blueprint get what it brings itself, or what the nearest one around it does.
   */
  for<Instance extends object>(type: Class<Instance>, blueprint: BlueprintScan | undefined): Instance[] {
    const fitting = this.all.filter((service): service is Instance => service instanceof type);
    const exact = fitting.filter((service) => service.constructor === type);
    const best = exact.length > 0 ? exact : fitting;
    if (best.length === 1) return best;
    const own = lineOf(blueprint)
      .reverse()
      .map((one) => best.filter((service) => this.#isOf(one, service)));
    return own.find((list) => list.length > 0) ?? fitting;
  }

  /** Whether the parts of a blueprint may get other services than those of what is around it. */
  isBringing(blueprint: BlueprintScan): boolean {
    return (this.brought.get(blueprint) ?? []).length > 0;
  }

  /** Services as a message names them: `Mailer`, or `Mailer of shop` where a blueprint brings it. */
  named(services: readonly object[]): string {
    const names = services.map((service) => {
      const owners = [...this.brought.keys()].filter((blueprint) => this.#isOf(blueprint, service));
      const [owner] = owners;
      return service.constructor.name + (owner === undefined ? '' : ` of ${owner.name}`);
    });
    return names.join(' and ');
  }

  /** The service of a class, for `app.service()`. @throws Error when none fits, or several; TypeError for what is not a class */
  one<Instance extends object>(type: Class<Instance>): Instance {
    if (typeof type !== 'function' || typeof type.prototype !== 'object')
      throw new TypeError(
        `app.service() was given ${shownBriefly(type)}, which is not a class. Write the class of the service: app.service(Mailer).`,
      );
    const fitting = this.for(type, undefined);
    if (fitting.length === 1) return fitting[0]!;
    throw new Error(
      `app.service(${type.name}): ${fitting.length === 0 ? 'no service is an instance of it' : `${fitting.length} services are an instance of it, ${this.named(fitting)}`}. Give createApp({ services }) one.`,
    );
  }

  #isOf(blueprint: BlueprintScan, service: object): boolean {
    return this.brought.get(blueprint)?.includes(service) === true;
  }
}
