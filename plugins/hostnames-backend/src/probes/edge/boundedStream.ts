import { Duplex } from 'node:stream';
import { Socket } from 'node:net';

/**
 * The socket, of which at most `limit` bytes can be read: what lies beyond is not taken from the network, and the stream ends
 * there.
 */
export function boundedStream(socket: Socket, limit: number): Duplex {
  let left = limit;
  const stream = new Duplex({
    read() {
      socket.resume();
    },
    write(chunk, encoding, done) {
      socket.write(chunk, encoding, done);
    },
    final(done) {
      socket.end(() => done());
    },
    destroy(error, done) {
      socket.destroy();
      done(error);
    },
  });

  socket.pause();
  socket.on('data', (chunk: Buffer) => {
    const part = chunk.subarray(0, left);
    left -= part.length;
    if (part.length > 0 && !stream.push(part)) socket.pause();
    if (left > 0) return;
    socket.pause();
    stream.push(null);
  });
  socket.on('end', () => stream.push(null));
  socket.on('error', error => stream.destroy(error));
  socket.on('close', () => stream.destroy());
  return stream;
}
