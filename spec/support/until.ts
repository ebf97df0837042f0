/** Waits until something is so, for two seconds at most: what is asserted then says what it was instead. */
export async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 2000; !isSo() && Date.now() < end;)
    await new Promise((resolve) => setTimeout(resolve, 5));
}
