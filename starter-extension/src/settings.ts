/** Options of `myExtension()`. */
export interface MyExtensionOptions {
  /** Where its pages live; default `/my-extension`. */
  prefix?: string;
  /** What it says; default `Hello`. */
  greeting?: string;
}

/** What its controllers need to know of the options: a service, which they declare. */
export class Settings {
  readonly greeting: string;

  constructor({ greeting = 'Hello' }: MyExtensionOptions) {
    this.greeting = greeting;
  }
}
