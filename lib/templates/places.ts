const places = new WeakMap<Error, string>();

/** Keeps where in the templates an error was thrown whose text may not be changed. */
export function notePlace(error: Error, where: string): void {
  places.set(error, where);
}

/** Where in the templates an error was thrown whose text does not say so. */
export function placeIn(error: Error): string | undefined {
  return places.get(error);
}
