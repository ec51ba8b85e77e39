import { isIPv4, isIPv6 } from 'node:net';
import { parseCharacterStrings } from './characterStrings';
import { canonicalName, plainName } from './names';
import { RecordType } from './RecordSet';

/** A value in the parts its type has. Names are plain (no escapes, no trailing dot). @public */
export type RecordData =
  | { kind: 'address'; address: string }
  | { kind: 'name'; name: string }
  | { kind: 'texts'; texts: Buffer[] }
  | { kind: 'mx'; preference: number; exchange: string }
  | {
      kind: 'srv';
      priority: number;
      weight: number;
      port: number;
      target: string;
    }
  | { kind: 'caa'; flags: number; tag: string; value: string }
  | {
      kind: 'soa';
      mname: string;
      rname: string;
      serial: number;
      refresh: number;
      retry: number;
      expire: number;
      minimum: number;
    }
  | {
      kind: 'naptr';
      order: number;
      preference: number;
      flags: string;
      services: string;
      regexp: string;
      replacement: string;
    }
  | {
      kind: 'ds';
      keyTag: number;
      algorithm: number;
      digestType: number;
      digest: Buffer;
    }
  | {
      kind: 'tlsa';
      usage: number;
      selector: number;
      matchingType: number;
      certificate: Buffer;
    }
  | { kind: 'sshfp'; algorithm: number; hash: number; fingerprint: string }
  /** Types that are stored and listed but not taken apart. */
  | { kind: 'opaque'; text: string };

/** @public */
export type ParsedData =
  | { kind: 'data'; data: RecordData }
  | { kind: 'problem'; text: string };

/**
 * Takes a record's value apart, or says in Route 53's words why it is none.
 *
 * Source: Route 53 Developer Guide, "Supported DNS record types".
 *
 * @public
 */
export function parseRecordData(type: RecordType, value: string): ParsedData {
  const text = value.trim();
  switch (type) {
    case 'A':
      return isIPv4(text)
        ? data({ kind: 'address', address: text })
        : fatal(
            'ARRDATAIllegalIPv4Address',
            'Value is not a valid IPv4 address',
            value,
          );
    case 'AAAA':
      return isIPv6(text)
        ? data({ kind: 'address', address: text })
        : fatal(
            'AAAARRDATAIllegalIPv6Address',
            'Value is not a valid IPv6 address',
            value,
          );
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return parseNameValue(type, text);
    case 'TXT':
    case 'SPF':
      return textData(value);
    case 'SVCB':
    case 'HTTPS':
      return text === ''
        ? incomplete(type, value)
        : data({ kind: 'opaque', text });
    default:
      return parseFields(type, text);
  }
}

function parseNameValue(type: RecordType, text: string): ParsedData {
  const name = canonicalName(text);
  if (name === undefined)
    return fatal(
      `${type}RRDATAInvalidDomainName`,
      'Value is not a valid domain name',
      text,
    );
  return data({ kind: 'name', name: plainName(name) });
}

const FIELD_COUNT: Partial<Record<RecordType, number>> = {
  MX: 2,
  SRV: 4,
  CAA: 3,
  SOA: 7,
  NAPTR: 6,
  DS: 4,
  TLSA: 4,
  SSHFP: 3,
};

function parseFields(type: RecordType, text: string): ParsedData {
  const fields = splitFields(text);
  if (fields.length < (FIELD_COUNT[type] ?? 1)) return incomplete(type, text);
  const parsed = fieldsToData(type, fields);
  return parsed
    ? data(parsed)
    : fatal(`${type}RRDATAInvalid`, `Value is not valid for ${type}`, text);
}

function fieldsToData(
  type: RecordType,
  fields: string[],
): RecordData | undefined {
  const whole = (index: number, most: number) =>
    wholeNumber(fields[index], most);
  const name = (index: number) => {
    if (fields[index] === '.') return '.';
    const canonical = canonicalName(fields[index]);
    return canonical === undefined ? undefined : plainName(canonical);
  };
  const hex = (index: number) => hexBytes(fields.slice(index).join(''));
  switch (type) {
    case 'MX':
      return complete({
        kind: 'mx',
        preference: whole(0, 65535),
        exchange: name(1),
      });
    case 'SRV':
      return complete({
        kind: 'srv',
        priority: whole(0, 65535),
        weight: whole(1, 65535),
        port: whole(2, 65535),
        target: name(3),
      });
    case 'CAA':
      return complete({
        kind: 'caa',
        flags: whole(0, 255),
        tag: /^[a-z0-9]+$/i.test(fields[1])
          ? fields[1].toLowerCase()
          : undefined,
        value: unquote(fields[2]),
      });
    case 'SOA':
      return complete({
        kind: 'soa',
        mname: name(0),
        rname: name(1),
        serial: whole(2, 2 ** 32 - 1),
        refresh: whole(3, 2 ** 31 - 1),
        retry: whole(4, 2 ** 31 - 1),
        expire: whole(5, 2 ** 31 - 1),
        minimum: whole(6, 2 ** 31 - 1),
      });
    case 'NAPTR':
      return complete({
        kind: 'naptr',
        order: whole(0, 65535),
        preference: whole(1, 65535),
        flags: unquote(fields[2]),
        services: unquote(fields[3]),
        regexp: unquote(fields[4]),
        replacement: name(5),
      });
    case 'DS':
      return complete({
        kind: 'ds',
        keyTag: whole(0, 65535),
        algorithm: whole(1, 255),
        digestType: whole(2, 255),
        digest: hex(3),
      });
    case 'TLSA':
      return complete({
        kind: 'tlsa',
        usage: whole(0, 255),
        selector: whole(1, 255),
        matchingType: whole(2, 255),
        certificate: hex(3),
      });
    case 'SSHFP':
      return complete({
        kind: 'sshfp',
        algorithm: whole(0, 255),
        hash: whole(1, 255),
        fingerprint: hex(2)?.toString('hex'),
      });
    default:
      return undefined;
  }
}

/** The data when every part could be read. */
function complete(
  parts: { kind: RecordData['kind'] } & Record<string, unknown>,
): RecordData | undefined {
  return Object.values(parts).some(part => part === undefined)
    ? undefined
    : (parts as unknown as RecordData);
}

function textData(value: string): ParsedData {
  const parsed = parseCharacterStrings(value);
  switch (parsed.kind) {
    case 'texts':
      return data(parsed);
    case 'tooLong':
      return fatal('CharacterStringTooLong', 'Value is too long', value);
    default:
      return fatal(
        'InvalidCharacterString',
        'Value should be enclosed in quotation marks',
        value,
      );
  }
}

/** Splits at blanks outside quotation marks. */
function splitFields(text: string): string[] {
  return text.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
}

function unquote(field: string): string {
  if (!field.startsWith('"')) return field;
  return field.slice(1, -1).replace(/\\(.)/g, '$1');
}

function wholeNumber(field: string, most: number): number | undefined {
  if (!/^\d{1,10}$/.test(field)) return undefined;
  const number = Number(field);
  return number <= most ? number : undefined;
}

function hexBytes(text: string): Buffer | undefined {
  return /^(?:[0-9a-fA-F]{2})+$/.test(text)
    ? Buffer.from(text, 'hex')
    : undefined;
}

function data(parsed: RecordData): ParsedData {
  return { kind: 'data', data: parsed };
}

function incomplete(type: string, value: string): ParsedData {
  return fatal(
    `${type}RRDATAIncomplete`,
    `Value has too few fields for ${type}`,
    value,
  );
}

function fatal(
  code: string,
  explanation: string,
  encountered: string,
): ParsedData {
  return {
    kind: 'problem',
    text: `FATAL problem: ${code} (${explanation}) encountered with '${encountered}'`,
  };
}
