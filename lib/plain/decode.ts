/** What percent-encoding stands for; what does not decode stays as it was sent. */
export function decodeIfPossible(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
