import { Socket } from 'node:dgram';
import { Clock } from '@hostmaster/kubernetes-runtime';

/** After this long without an answer the question is sent once more: datagrams get lost. */
const REPEAT_AFTER_MS = 1_500;

/**
 * Sends a question and waits for the first datagram that `read` recognises.
 *
 * @throws what the socket reports, or the signal's reason.
 */
export function exchangeDatagrams<T>(options: {
  socket: Socket;
  connect: (then: () => void) => void;
  bytes: Buffer;
  read: (reply: Buffer) => T | undefined;
  clock: Clock;
  signal: AbortSignal;
}): Promise<T> {
  const { socket, bytes, read, clock, signal } = options;
  return new Promise<T>((resolve, reject) => {
    let cancelRepeat = () => {};
    let onAbort = () => {};
    const finish = (settle: () => void) => {
      cancelRepeat();
      signal.removeEventListener('abort', onAbort);
      socket.removeAllListeners('message');
      try {
        socket.close();
      } catch {
        // closed already
      }
      settle();
    };
    const send = () =>
      socket.send(bytes, error => error && finish(() => reject(error)));

    onAbort = () => finish(() => reject(signal.reason));
    // Stays until the socket is gone: a late error must not become an uncaught one.
    socket.on('error', error => finish(() => reject(error)));
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('message', message => {
      const reply = read(message);
      if (reply !== undefined) finish(() => resolve(reply));
    });
    options.connect(() => {
      if (signal.aborted) return;
      send();
      cancelRepeat = clock.schedule(REPEAT_AFTER_MS, send);
    });
  });
}
