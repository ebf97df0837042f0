/** What is looked at of a schema of zod 4. */
export interface ZodInternals {
  bag?: { Class?: unknown };
  /** What it was copied from. */
  parent?: { _zod?: ZodInternals };
}

/** The class of `z.instanceof()`; a copy, as `.refine()` and `.describe()` make, does not know it. */
export function classOfZod({ _zod }: { _zod?: ZodInternals }): unknown {
  const { bag, parent } = _zod ?? {};
  return bag?.Class ?? (parent && classOfZod(parent));
}
