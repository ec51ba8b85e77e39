import { badRequest, unsupportedMediaType } from '../errors/StatusError';
import { JsonObject } from '../types';
import { MessageField, messageType } from './messages';
import { wireFields } from './WireReader';

/** The media type under which clients send the server's own kinds. @internal */
export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

const MAGIC = Buffer.from([0x6b, 0x38, 0x73, 0x00]);
const OPTIONS = 'DeleteOptions';

/**
 * Turns a body in Kubernetes' protobuf form into the JSON object it stands for. Answers are never protobuf: clients that
 * send it accept JSON too.
 *
 * @throws StatusError 400 for bytes that are not such a body, 415 for a kind that is not known in this form (custom
 *   resources never are).
 * @internal
 */
export function decodeProtobuf(body: Buffer): JsonObject {
  if (!body.subarray(0, 4).equals(MAGIC)) {
    throw badRequest(
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    );
  }
  try {
    const { apiVersion, kind, raw } = readEnvelope(body.subarray(4));
    const name =
      kind === OPTIONS ? OPTIONS : `${groupPrefix(apiVersion)}.${kind}`;
    if (!messageType(name)) {
      throw unsupportedMediaType(
        `${kind} in version "${apiVersion}" is not known in ${PROTOBUF}: send it as JSON`,
      );
    }
    return { apiVersion, kind, ...decodeMessage(raw, name) };
  } catch (error) {
    if (error instanceof RangeError)
      throw badRequest(`the protobuf body cannot be read: ${error.message}`);
    throw error;
  }
}

/** `runtime.Unknown`: the type in field 1, the object in field 2. */
function readEnvelope(bytes: Buffer): {
  apiVersion: string;
  kind: string;
  raw: Buffer;
} {
  const envelope = { apiVersion: '', kind: '', raw: Buffer.alloc(0) };
  for (const { number, value } of wireFields(bytes)) {
    if (number === 2) envelope.raw = value as Buffer;
    if (number !== 1) continue;
    for (const part of wireFields(value as Buffer)) {
      if (part.number === 1) envelope.apiVersion = String(part.value);
      if (part.number === 2) envelope.kind = String(part.value);
    }
  }
  return envelope;
}

function groupPrefix(apiVersion: string): string {
  const [group, version] = apiVersion.includes('/')
    ? apiVersion.split('/')
    : ['core', apiVersion];
  return `${group.split('.')[0]}.${version}`;
}

function decodeMessage(bytes: Buffer, name: string): JsonObject {
  const type = messageType(name)!;
  const object: JsonObject = {};
  for (const { number, value } of wireFields(bytes)) {
    const field = type.get(number);
    if (field) setField(object, field, value);
  }
  return object;
}

function setField(
  object: JsonObject,
  field: MessageField,
  wire: bigint | Buffer,
): void {
  if (field.isMap) {
    const [key, value] = mapEntry(wire as Buffer, field.type);
    object[field.name] = {
      ...(object[field.name] as JsonObject | undefined),
      [key]: value,
    };
    return;
  }
  const value = decodeValue(wire, field.type);
  if (field.isList) {
    object[field.name] = [
      ...((object[field.name] as unknown[] | undefined) ?? []),
      value,
    ];
  } else if (field.isInline) {
    Object.assign(object, value);
  } else if (field.isOptional || !isZero(value)) {
    object[field.name] = value;
  }
}

function mapEntry(bytes: Buffer, type: string): [string, unknown] {
  let key = '';
  let value: unknown = type === 'string' || type === 'bytes' ? '' : undefined;
  for (const field of wireFields(bytes)) {
    if (field.number === 1) key = String(field.value);
    else if (field.number === 2) value = decodeValue(field.value, type);
  }
  return [key, value];
}

function decodeValue(wire: bigint | Buffer, type: string): unknown {
  switch (type) {
    case 'string':
      return (wire as Buffer).toString('utf8');
    case 'bytes':
      return (wire as Buffer).toString('base64');
    case 'bool':
      return wire === 1n;
    case 'int':
      return Number(BigInt.asIntN(64, wire as bigint));
    case 'double':
      return (wire as Buffer).readDoubleLE();
    case 'time':
    case 'microtime':
      return decodeTime(wire as Buffer, type === 'microtime');
    case 'quantity':
    case 'json':
    case 'strings':
      return decodeWrapped(wire as Buffer, type);
    case 'intOrString':
      return decodeIntOrString(wire as Buffer);
    default:
      return decodeMessage(wire as Buffer, type);
  }
}

/** Seconds and nanoseconds; a zero time is no time. */
function decodeTime(bytes: Buffer, isMicro: boolean): string | undefined {
  let seconds: bigint | undefined;
  let nanoseconds = 0n;
  for (const { number, value } of wireFields(bytes)) {
    if (number === 1) seconds = BigInt.asIntN(64, value as bigint);
    if (number === 2) nanoseconds = value as bigint;
  }
  if (seconds === undefined || seconds <= -62_135_596_800n) return undefined;
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return isMicro
    ? `${whole}.${String(nanoseconds / 1000n).padStart(6, '0')}Z`
    : `${whole}Z`;
}

/** Messages with one field that stands for the whole. */
function decodeWrapped(
  bytes: Buffer,
  type: 'quantity' | 'json' | 'strings',
): unknown {
  const parts = [...wireFields(bytes)].map(field =>
    (field.value as Buffer).toString('utf8'),
  );
  if (type === 'strings') return parts;
  if (type === 'quantity') return parts[0] ?? '0';
  return parts[0] ? JSON.parse(parts[0]) : {};
}

function decodeIntOrString(bytes: Buffer): number | string {
  const fields = new Map(
    [...wireFields(bytes)].map(({ number, value }) => [number, value]),
  );
  if (fields.get(1) === 1n) return String(fields.get(3) ?? '');
  return Number(BigInt.asIntN(32, (fields.get(2) as bigint | undefined) ?? 0n));
}

function isZero(value: unknown): boolean {
  if (value === undefined || value === '' || value === 0 || value === false)
    return true;
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length === 0
  );
}
