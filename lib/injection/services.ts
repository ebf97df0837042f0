import type { Class } from '../classes/metadata.js';

/** The services that fit a class: one, when only one is an instance of it, or just one is of that very class. */
export function servicesFor<Instance extends object>(type: Class<Instance>, services: readonly object[]): Instance[] {
  const fitting = services.filter((service): service is Instance => service instanceof type);
  const exact = fitting.filter((service) => service.constructor === type);
  return exact.length === 1 ? exact : fitting;
}
