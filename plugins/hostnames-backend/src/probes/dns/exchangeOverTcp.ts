import { Socket } from 'node:net';

/**
 * Sends a question with its length in front and reads one message back (RFC 7766 §8): at most 64 KiB, as the length has 16 bits.
 *
 * @throws what the socket reports, or the signal's reason.
 */
export function exchangeOverTcp<T>(options: {
  socket: Socket;
  bytes: Buffer;
  read: (reply: Buffer) => T | undefined;
  signal: AbortSignal;
}): Promise<T> {
  const { socket, bytes, read, signal } = options;
  return new Promise<T>((resolve, reject) => {
    let received = Buffer.alloc(0);
    let onAbort = () => {};
    const finish = (settle: () => void) => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      settle();
    };

    onAbort = () => finish(() => reject(signal.reason));
    socket.on('error', error => finish(() => reject(error)));
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('connect', () => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      socket.write(Buffer.concat([length, bytes]));
    });
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2) return;
      const length = received.readUInt16BE(0);
      if (received.length < length + 2) return;
      const reply = read(received.subarray(2, length + 2));
      finish(() =>
        reply === undefined
          ? reject(
              new Error(
                'The server sent something that is no answer to the question.',
              ),
            )
          : resolve(reply),
      );
    });
    socket.on('close', () =>
      finish(() =>
        reject(
          new Error('The server closed the connection without an answer.'),
        ),
      ),
    );
  });
}
