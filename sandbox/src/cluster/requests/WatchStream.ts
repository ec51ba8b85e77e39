import { StatusError } from '../errors/StatusError';
import { RequestInfo } from './parsePath';

const encoder = new TextEncoder();

/**
 * The body of a watch answer: one JSON document per line. Can be held (the connection stays open and nothing comes, as after
 * a lost network path), closed, or broken off.
 *
 * @internal
 */
export class WatchStream {
  readonly body: ReadableStream<Uint8Array>;
  private controller!: ReadableStreamDefaultController<Uint8Array>;
  private held: string[] | undefined;
  private isOpen = true;

  constructor(readonly info: RequestInfo, private readonly onEnd: () => void) {
    this.body = new ReadableStream<Uint8Array>(
      {
        start: controller => {
          this.controller = controller;
        },
        cancel: () => this.end(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: 2 ** 40 }),
    );
  }

  /** Sends an event whose object is JSON already. */
  send(type: string, objectJson: string): void {
    this.write(`{"type":"${type}","object":${objectJson}}\n`);
  }

  sendError(error: StatusError): void {
    this.send('ERROR', JSON.stringify(error.body()));
  }

  /** Sends any text, for tests of clients. */
  write(text: string): void {
    if (!this.isOpen) return;
    if (this.held) this.held.push(text);
    else this.controller.enqueue(encoder.encode(text));
  }

  hold(): void {
    this.held ??= [];
  }

  /** Sends what was held back. */
  release(): void {
    const waiting = this.held ?? [];
    this.held = undefined;
    for (const text of waiting) this.write(text);
  }

  /** Ends the answer as the server does when its time is over. */
  close(): void {
    if (!this.isOpen) return;
    this.end();
    this.controller.close();
  }

  /** Ends the answer as a broken connection does. */
  abort(reason: unknown): void {
    if (!this.isOpen) return;
    this.end();
    this.controller.error(reason);
  }

  private end(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.onEnd();
  }
}
