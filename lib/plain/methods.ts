/** Whether a request of a method may have a body: one of a GET, HEAD or TRACE means nothing (RFC 9110, section 9.3). */
export function mayHaveBody(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'TRACE';
}
