import { Redis } from 'ioredis';

/** The two connections by which processes share their rooms. They are made again when Redis was away. */
export class RedisPair {
  readonly publisher: Redis;
  readonly subscriber: Redis;

  constructor(url: string) {
    this.publisher = new Redis(url);
    this.subscriber = this.publisher.duplicate();
    // What it cannot do is told by whoever asked for it.
    for (const client of [this.publisher, this.subscriber]) client.on('error', () => undefined);
  }

  /** Phial calls it when the app is closed. */
  close(): void {
    this.publisher.disconnect();
    this.subscriber.disconnect();
  }
}
