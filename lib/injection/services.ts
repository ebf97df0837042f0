import type { Class } from '../classes/metadata.js';

/** The services that fit a class: one, when only one is an instance of it, or just one is of that very class. */
export function servicesFor<Instance extends object>(type: Class<Instance>, services: readonly object[]): Instance[] {
  const fitting = services.filter((service): service is Instance => service instanceof type);
  const exact = fitting.filter((service) => service.constructor === type);
  return exact.length === 1 ? exact : fitting;
}

/** The service of a class, for `app.service()`. @throws Error when none fits, or several */
export function serviceOf<Instance extends object>(type: Class<Instance>, services: readonly object[]): Instance {
  const fitting = servicesFor(type, services);
  if (fitting.length === 1) return fitting[0]!;
  throw new Error(
    `app.service(${type.name}): ${fitting.length === 0 ? 'no service is' : `${fitting.length} services are`} an instance of it. Give createApp({ services }) one.`,
  );
}
