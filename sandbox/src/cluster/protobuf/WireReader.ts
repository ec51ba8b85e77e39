/** One field as it comes over the wire. @internal */
export interface WireField {
  number: number;
  /** A number for varints and fixed widths, bytes for everything else. */
  value: bigint | Buffer;
}

/**
 * Splits a protobuf message into its fields.
 *
 * @throws RangeError for bytes that are no message.
 * @internal
 */
export function* wireFields(bytes: Buffer): Generator<WireField> {
  let position = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      if (position >= bytes.length || shift > 63n)
        throw new RangeError('a number does not end');
      const byte = bytes[position++];
      value += BigInt(byte % 128) * 2n ** shift;
      if (byte < 128) return value;
    }
  };
  const take = (length: number): Buffer => {
    if (position + length > bytes.length)
      throw new RangeError('a field is longer than its message');
    position += length;
    return bytes.subarray(position - length, position);
  };
  while (position < bytes.length) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { number, value: varint() };
        break;
      case 1:
        yield { number, value: take(8) };
        break;
      case 2:
        yield { number, value: take(Number(varint())) };
        break;
      case 5:
        yield { number, value: take(4) };
        break;
      default:
        throw new RangeError(`wire type ${tag % 8} is not known`);
    }
  }
}
