import { Ownership } from './Ownership';

/** What a key or value cannot have: separators, quotes, backslashes and anything beyond printable ASCII. */
const KEY = /^[A-Za-z0-9._-]+$/;
const VALUE = /^[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]*$/;
const KNOWN = [
  'heritage',
  'v',
  'inst',
  'cluster',
  'owner',
  'seq',
  'state',
  'until',
  'owns',
];

/**
 * Writes the text of an ownership TXT, without quotes; the same ownership gives the same text.
 *
 * @throws RangeError when a part cannot be written (a comma, quote, space or anything beyond printable ASCII) or the whole
 * is longer than the 255 octets of one string.
 * @public
 */
export function formatOwnership(ownership: Ownership): string {
  const { installation, cluster, owner, seq, state, until } = ownership;
  if (!Number.isSafeInteger(seq) || seq < 0) {
    throw new RangeError(
      `seq of an ownership record must be a whole number from 0, not ${seq}`,
    );
  }
  const owns = [...new Set(ownership.owns)].sort();
  const unknown = Object.entries(ownership.unknown ?? {}).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const pairs: Array<[string, string]> = [
    ['heritage', 'hostmaster'],
    ['v', '1'],
    ['inst', named('installation', installation)],
    ['cluster', named('cluster', cluster)],
    [
      'owner',
      `${named('owner.namespace', owner.namespace)}/${named(
        'owner.name',
        owner.name,
      )}`,
    ],
    ['seq', String(seq)],
    ['state', state],
    ...(state === 'released' && until !== undefined
      ? [['until', until] as [string, string]]
      : []),
    ['owns', owns.map(type => named('owns', type)).join('+')],
    ...unknown,
  ];
  for (const [key, value] of unknown) checkUnknown(key, value);
  if (until !== undefined && !VALUE.test(until)) throw unwritable('until');

  const text = pairs.map(([key, value]) => `${key}=${value}`).join(',');
  if (text.length > 255) {
    throw new RangeError(
      `The ownership record of ${owner.namespace}/${owner.name} would be ${text.length} octets long; at most 255 are possible. Use a shorter namespace, request or installation name.`,
    );
  }
  return text;
}

function named(field: string, value: string): string {
  const separators = field === 'owns' ? /[/+]/ : /\//;
  if (value === '' || !VALUE.test(value) || separators.test(value)) {
    throw unwritable(field);
  }
  return value;
}

function checkUnknown(key: string, value: string): void {
  if (!KEY.test(key) || KNOWN.includes(key) || !VALUE.test(value)) {
    throw unwritable(`unknown.${key}`);
  }
}

function unwritable(field: string): RangeError {
  return new RangeError(
    `${field} cannot be written into an ownership record: it is empty or has a comma, slash, quote, space or a character beyond ASCII`,
  );
}
