/** What an option holds, even when it is no list as it should be. */
export function listOf(option: unknown): unknown[] {
  return option == null ? [] : [option].flat();
}
