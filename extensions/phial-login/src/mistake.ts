import { makeResponse, type Rendering, type Response, type Session } from 'phial';

import { fill, type Texts } from './texts.js';

/** What is wrong with what somebody has sent. */
export interface Mistake {
  text: string;
  /** Seconds until it may be tried again, where it was too often. */
  wait?: number;
}

export function tooOften(wait: number, { tooManyGuesses }: Texts): Mistake {
  return { text: fill(tooManyGuesses, { minutes: Math.ceil(wait / 60) }), wait };
}

/** The page once more, with the mistake. Programs look at the status, and people at the text. */
export function shownAgain(page: Rendering, { text, wait }: Mistake, session: Session): Rendering | Response {
  session.flash(text, 'error');
  return wait === undefined ? page : makeResponse(page, 429, { 'Retry-After': String(wait) });
}
