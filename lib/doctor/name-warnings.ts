import { sentenceOf, type Finding } from '../plain/setup-error.js';

/** Warns of names that name nothing: in debug mode again when templates have changed, each once until it is mended. */
export class NameWarnings {
  #told: readonly string[] = [];

  constructor(
    private readonly examine: () => readonly Finding[],
    private readonly warn: (text: string) => void,
  ) {}

  tell(): void {
    const sentences = this.examine().map(sentenceOf);
    for (const sentence of sentences.filter((one) => !this.#told.includes(one))) this.warn(sentence);
    this.#told = sentences;
  }
}
