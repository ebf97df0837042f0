// For who resolves imports: before Node 22.15 that is a thread of its own, which loads this file by itself.

interface Context {
  parentURL?: string;
}
type Resolve<Found> = (specifier: string, context: Context, next: Resolve<Found>) => Found;

let app: string;
let folders: readonly string[] = [];

/** @param given the app's entry, and the folders whose packages use its Phial: as URLs, the folders with a slash at the end */
export function initialize(given: { app: string; folders: readonly string[] }): void {
  ({ app, folders } = given);
}

/** What such a package imports of Phial is what the app would import. */
export function resolve<Found>(specifier: string, context: Context, next: Resolve<Found>): Found {
  const isShared =
    /^phial(?:$|\/)/.test(specifier) && folders.some((folder) => context.parentURL?.startsWith(folder) === true);
  return next(specifier, isShared ? { ...context, parentURL: app } : context, next);
}
