/** Whether a text is a token, as the names of headers and cookies are (RFC 9110, section 5.6.2). */
export function isToken(text: unknown): text is string {
  return typeof text === 'string' && /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text);
}

/** What a token is made of, for messages. */
export const TOKEN_CHARACTERS = "letters, digits and !#$%&'*+.^_`|~-";
