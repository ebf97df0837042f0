/** What an option holds, even when it is not a list, as it should be. */
export function listOf(option: unknown): unknown[] {
  return option == null ? [] : [option].flat();
}
