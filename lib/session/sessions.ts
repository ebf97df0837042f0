import type { Session } from './session.js';

/** How sessions are opened and saved: whole in the cookie, or in a store. What must be waited for is a promise. */
export interface Sessions {
  readonly cookieName: string;
  /** Whether opening and saving must be waited for. */
  readonly isStored: boolean;
  /** To be awaited before the first request. */
  ready(): Promise<void>;
  /** Lets go of timers and connections. */
  close(): void | Promise<void>;
  /** @param header the `Cookie` header */
  open(header: string | undefined): Session | Promise<Session>;
  /**
   * @param basePath where the app lives for the client, when a proxy says so
   * @returns the `Set-Cookie` header that keeps the session; undefined when the browser's cookie is as it should be
   */
  save(session: Session, isSecure: boolean, basePath?: string): string | undefined | Promise<string | undefined>;
}

/** Seconds until a session that is not permanent ends, whatever the browser does. */
export const BROWSER_SESSION = 24 * 3600;
