import type { Answer } from 'dns-packet';
import { parseRecordData, RecordData, RecordSet, RecordType } from '../../aws';

/** An answer's owner, type, lifetime and data, in dns-packet's shape. @public */
export function recordAnswers(record: RecordSet, owner: string): Answer[] {
  return record.values.flatMap(value => {
    const parsed = parseRecordData(record.type, value);
    return parsed.kind === 'data'
      ? answerOf(record.type, owner, record.ttl ?? 0, parsed.data)
      : [];
  });
}

/** @public */
export function addressAnswers(
  owner: string,
  type: 'A' | 'AAAA',
  ttl: number,
  addresses: readonly string[],
): Answer[] {
  return addresses.map(data => ({ type, name: owner, ttl, class: 'IN', data }));
}

function answerOf(
  type: RecordType,
  name: string,
  ttl: number,
  data: RecordData,
): Answer[] {
  const base = { name, ttl, class: 'IN' as const };
  switch (data.kind) {
    case 'address':
      return [{ ...base, type: type as 'A' | 'AAAA', data: data.address }];
    case 'name':
      return [
        { ...base, type: type as 'CNAME' | 'NS' | 'PTR', data: data.name },
      ];
    case 'texts':
      return type === 'SPF'
        ? [spfAnswer(base, data.texts)]
        : [{ ...base, type: 'TXT', data: [...data.texts] }];
    case 'mx':
      return [
        {
          ...base,
          type: 'MX',
          data: { preference: data.preference, exchange: data.exchange },
        },
      ];
    case 'srv':
      return [
        {
          ...base,
          type: 'SRV',
          data: {
            priority: data.priority,
            weight: data.weight,
            port: data.port,
            target: data.target,
          },
        },
      ];
    case 'caa':
      return [
        {
          ...base,
          type: 'CAA',
          data: {
            flags: data.flags,
            tag: data.tag as 'issue',
            value: data.value,
          },
        },
      ];
    case 'soa': {
      const { kind: _kind, ...soa } = data;
      return [{ ...base, type: 'SOA', data: soa }];
    }
    case 'naptr': {
      const { kind: _kind, ...naptr } = data;
      return [{ ...base, type: 'NAPTR', data: naptr } as unknown as Answer];
    }
    case 'ds': {
      const { kind: _kind, ...ds } = data;
      return [{ ...base, type: 'DS', data: ds }];
    }
    case 'tlsa': {
      const { kind: _kind, ...tlsa } = data;
      return [{ ...base, type: 'TLSA', data: tlsa }];
    }
    case 'sshfp': {
      const { kind: _kind, ...sshfp } = data;
      return [{ ...base, type: 'SSHFP', data: sshfp }];
    }
    case 'opaque':
      return [];
    default:
      throw new Error(
        `unknown record data ${JSON.stringify(data satisfies never)}`,
      );
  }
}

/** The library has no encoder for SPF, which has TXT's form. */
function spfAnswer(
  base: { name: string; ttl: number; class: 'IN' },
  texts: readonly Buffer[],
): Answer {
  const data = Buffer.concat(
    texts.flatMap(text => [Buffer.from([text.length]), text]),
  );
  return { ...base, type: 'SPF', data } as unknown as Answer;
}
