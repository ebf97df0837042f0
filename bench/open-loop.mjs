import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';

// A client that sends so many requests a second, whether they are answered or not. A request's time begins when it was due: one that
// waits for a connection to become free has waited all the same.

/**
 * @param requests one, or several that are sent in turn
 * @param perSecond requests that are due each second; Infinity sends as fast as they are answered
 * @returns the times of all, in milliseconds, sorted; `unanswered` of them had no answer five seconds after the last was due
 */
export async function sendAtRate(origin, requests, { perSecond, seconds, lines = 100 }) {
  const { hostname, port, host } = new URL(origin);
  const texts = [requests].flat().map((request) => textOf(request, host));
  let sent = 0;
  const next = () => texts[sent++ % texts.length];
  const times = [];
  const waiting = new Queue();
  const free = [];
  const connections = [];
  const take = (line) => {
    const due = perSecond === Infinity && performance.now() < end ? performance.now() : waiting.take();
    if (due === undefined) free.push(line);
    else line.send(next(), due);
  };
  for (let index = 0; index < lines; index++) {
    const line = await Line.open(hostname, port, (due) => {
      times.push(performance.now() - due);
      take(line);
    });
    connections.push(line);
  }
  const begin = performance.now();
  const end = begin + seconds * 1000;
  if (perSecond === Infinity) for (const line of connections) line.send(next(), performance.now());
  else free.push(...connections);
  for (let issued = 0; performance.now() < end;) {
    while (perSecond !== Infinity && begin + (issued * 1000) / perSecond <= performance.now()) {
      const due = begin + (issued++ * 1000) / perSecond;
      if (free.length > 0) free.pop().send(next(), due);
      else waiting.add(due);
    }
    await new Promise(setImmediate);
  }
  const isDone = () => waiting.length === 0 && connections.every(({ due }) => due === undefined);
  while (!isDone() && performance.now() < end + 5000) await new Promise((resolve) => setTimeout(resolve, 20));
  const late = [...waiting.rest(), ...connections.map(({ due }) => due).filter((due) => due !== undefined)];
  for (const line of connections) line.socket.destroy();
  // A copy: so many that are late would not fit on the stack as arguments of push().
  const all = [...times, ...late.map((due) => performance.now() - due)];
  return { times: all.sort((a, b) => a - b), unanswered: late.length };
}

function textOf({ path, method = 'GET', headers = {}, body = '' }, host) {
  const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) };
  const fields = Object.entries({ host, ...length, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${fields.join('')}\r\n${body}`;
}

/** The time that a part of the requests does not exceed: 0.99 of them. */
export function percentile(times, part) {
  return times[Math.min(times.length - 1, Math.floor(times.length * part))];
}

/** A connection, on which one request at a time is sent. */
class Line {
  due = undefined;
  #text = '';

  static open(host, port, onAnswer) {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), host, () => resolve(line)).setNoDelay();
      const line = new Line(socket, onAnswer);
      socket.setEncoding('latin1').on('data', (text) => line.#read(text));
      socket.on('error', reject);
    });
  }

  constructor(socket, onAnswer) {
    this.socket = socket;
    this.onAnswer = onAnswer;
  }

  send(text, due) {
    this.due = due;
    this.socket.write(text);
  }

  #read(text) {
    this.#text += text;
    const head = this.#text.indexOf('\r\n\r\n');
    if (head === -1) return;
    const length = Number(/^content-length: (\d+)/im.exec(this.#text)?.[1]);
    if (!/^HTTP\/1\.1 2/.test(this.#text) || Number.isNaN(length)) throw new Error(this.#text.slice(0, head));
    if (this.#text.length < head + 4 + length) return;
    const { due } = this;
    this.#text = '';
    this.due = undefined;
    this.onAnswer(due);
  }
}

/** What is due and has no connection: an array would move all when its first is taken. */
class Queue {
  #items = [];
  #taken = 0;

  get length() {
    return this.#items.length - this.#taken;
  }

  add(item) {
    this.#items.push(item);
  }

  take() {
    return this.#taken < this.#items.length ? this.#items[this.#taken++] : undefined;
  }

  rest() {
    return this.#items.slice(this.#taken);
  }
}
