/** The method of what stands for a whole answer that refuses it in a page. */
export const IN_A_PAGE = Symbol('in a page');

/** @throws TypeError for a whole answer, where the text of a value is written into a page */
export function refuseWholeAnswer(value: unknown): void {
  if (typeof value === 'object' && value !== null) (value as { [IN_A_PAGE]?: () => void })[IN_A_PAGE]?.();
}
