/** What a request's hooks, factories and handler leave for each other: augment it to have it typed. Flask's `g`. */
export interface RequestState {
  /** Any value, until it is typed. */
  [key: string]: unknown;
}
