import { Ownership } from './Ownership';
import { textOfTxtValue } from './textOfTxtValue';

const STATES = ['pending', 'held', 'released'] as const;

/**
 * Reads an ownership TXT, with or without the quotes and escapes of a zone file. Undefined for everything that cannot be read
 * in full: other software's TXT, a later version, a missing or doubled key; such a record is foreign.
 *
 * @public
 */
export function parseOwnership(value: string): Ownership | undefined {
  const text = textOfTxtValue(value);
  if (text === undefined || text.length > 255) return undefined;
  const pairs = pairsOf(text);
  if (!pairs) return undefined;

  const {
    heritage,
    v,
    inst,
    cluster,
    owner,
    seq,
    state,
    until,
    owns,
    ...rest
  } = pairs;
  const holder = /^([^/]+)\/([^/]+)$/.exec(owner ?? '');
  const known = STATES.find(candidate => candidate === state);
  if (heritage !== 'hostmaster' || v !== '1') return undefined;
  if (!inst || !cluster || !holder || !known || owns === undefined) {
    return undefined;
  }
  if (!/^(?:0|[1-9][0-9]{0,14})$/.test(seq ?? '')) return undefined;
  if (until !== undefined && Number.isNaN(Date.parse(until))) return undefined;
  if (until !== undefined && known !== 'released') return undefined;
  return {
    installation: inst,
    cluster,
    owner: { namespace: holder[1], name: holder[2] },
    seq: Number(seq),
    state: known,
    ...(until !== undefined ? { until } : {}),
    owns: owns === '' ? [] : owns.split('+'),
    ...(Object.keys(rest).length ? { unknown: { ...rest } } : {}),
  };
}

function pairsOf(text: string): Record<string, string> | undefined {
  const pairs: Record<string, string> = Object.create(null);
  for (const part of text.split(',')) {
    const equals = part.indexOf('=');
    if (equals < 1) return undefined;
    const key = part.slice(0, equals);
    if (key in pairs) return undefined;
    pairs[key] = part.slice(equals + 1);
  }
  return pairs;
}
