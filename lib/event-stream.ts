/** One server-sent event. `data` that is no text is sent as JSON. */
export interface ServerSentEvent {
  data: unknown;
  /** The event's type, for `source.addEventListener(type, ...)`; default `message`. */
  event?: string;
  /** What a reconnecting browser sends back as `Last-Event-ID`. */
  id?: string | number;
  /** Milliseconds to wait before reconnecting. */
  retry?: number;
}

/** What `eventStream()` gives: a source of events on its way to a response. */
export class EventStream {
  constructor(private readonly source: Iterable<string | ServerSentEvent> | AsyncIterable<string | ServerSentEvent>) {}

  /** The events in the wire format of the HTML standard, section 9.2.5. Ends the source when the reader stops. */
  async *lines(): AsyncGenerator<string> {
    for await (const item of this.source) yield format(typeof item === 'string' ? { data: item } : item);
  }
}

/**
 * Sends server-sent events, one per item of the iterable, as they come.
 *
 * @example return eventStream(async function* () { yield { event: 'tick', data: 1 }; }());
 */
export function eventStream(source: Iterable<string | ServerSentEvent> | AsyncIterable<string | ServerSentEvent>): EventStream {
  return new EventStream(source);
}

function format({ data, event, id, retry }: ServerSentEvent): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data) ?? '';
  let block = '';
  if (event !== undefined) block += `event: ${singleLine(event)}\n`;
  if (id !== undefined) block += `id: ${singleLine(String(id)).replaceAll('\0', '')}\n`;
  if (retry !== undefined) block += `retry: ${Math.trunc(retry)}\n`;
  for (const line of text.split(/\r\n|\r|\n/)) block += `data: ${line}\n`;
  return `${block}\n`;
}

/** A line break in a name or an id would begin a field of its own. */
function singleLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
