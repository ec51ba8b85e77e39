/** Parts of a protobuf message, one after another. @internal */
export type Message = Array<Buffer | undefined>;

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;

/** @internal */
export function textField(field: number, value: unknown): Buffer | undefined {
  return typeof value === 'string' && value !== ''
    ? bytesField(field, Buffer.from(value))
    : undefined;
}

/** @internal */
export function messageField(field: number, message: Message): Buffer {
  return bytesField(field, join(message));
}

/** @internal */
export function flagField(field: number, value: unknown): Buffer | undefined {
  return value === true
    ? Buffer.concat([tag(field, VARINT), varint(1)])
    : undefined;
}

/** Only numbers that are not negative. @internal */
export function integerField(
  field: number,
  value: unknown,
): Buffer | undefined {
  return typeof value === 'number' && value > 0
    ? Buffer.concat([tag(field, VARINT), varint(value)])
    : undefined;
}

/** @internal */
export function doubleField(field: number, value: unknown): Buffer | undefined {
  if (typeof value !== 'number') return undefined;
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([tag(field, FIXED_64), bytes]);
}

/** @internal */
export function join(message: Message): Buffer {
  return Buffer.concat(message.filter(part => part !== undefined));
}

function bytesField(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([tag(field, BYTES), varint(bytes.length), bytes]);
}

function tag(field: number, wireType: number): Buffer {
  return varint(field * 8 + wireType);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
