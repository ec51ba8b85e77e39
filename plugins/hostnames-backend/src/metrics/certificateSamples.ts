import { Knex } from 'knex';
import { HostnameRow } from '../readModel/HostnameRow';
import { Instruments, Sample } from './Instruments';

const DAY = 24 * 60 * 60_000;
/** Days; each window includes the shorter ones. */
const WINDOWS = [0, 3, 7, 20, 30, 60, 90];
/** States of the verdict's certificate axis for a certificate that works and will not renew. */
const CAUSES = [
  'renewal-record-missing',
  'renewal-record-blocked',
  'renewal-failed',
  'renewal-not-validated',
  'renewal-not-attached',
  'expires-soon',
];
/** Several metrics of one answer, and scrapes that follow each other, share one look. Milliseconds. */
const GOOD_FOR = 10_000;

interface Counts {
  cluster: string;
  profile: string;
  certificates: number;
  earliest: number;
  /** In the order of `WINDOWS`. */
  within: number[];
}

/**
 * Registers how long certificates are valid, from the read model: the same in every replica and right after a restart. One
 * series per certificate would be 10,000; what is counted here are hostnames by window, and the fleet page says which they are.
 */
export function registerCertificates(
  instruments: Instruments,
  knex: Knex,
  now: () => number,
): void {
  const read = shared(() => countCertificates(knex, now()), now);
  const each = (samples: (counts: Counts) => Sample[]) => async () =>
    (await read()).flatMap(samples);
  instruments.collected(
    'hostmaster_certificates',
    each(({ cluster, profile, certificates }) => [
      { labels: { cluster, profile }, value: certificates },
    ]),
  );
  instruments.collected(
    'hostmaster_certificate_earliest_expiry_timestamp_seconds',
    each(({ cluster, profile, earliest }) => [
      { labels: { cluster, profile }, value: earliest / 1000 },
    ]),
  );
  instruments.collected(
    'hostmaster_certificates_expiring',
    each(({ cluster, profile, within }) =>
      WINDOWS.map((days, index) => ({
        labels: { cluster, profile, within: `${days}d` },
        value: within[index],
      })),
    ),
  );
  instruments.collected('hostmaster_certificates_renewal_at_risk', () =>
    countAtRisk(knex),
  );
}

async function countCertificates(knex: Knex, now: number): Promise<Counts[]> {
  const query = knex<HostnameRow>('hostnames')
    .whereNotNull('certificate_expires_at')
    .andWhere({ deleting: false })
    .groupBy('cluster', 'profile')
    .select('cluster', 'profile')
    .count({ certificates: '*' })
    .min({ earliest: 'certificate_expires_at' });
  for (const days of WINDOWS) {
    query.select(
      knex.raw(
        'sum(case when certificate_expires_at <= ? then 1 else 0 end) as ??',
        [now + days * DAY, `within_${days}`],
      ),
    );
  }
  const rows = (await query) as Array<Record<string, string | number>>;
  return rows.map(row => ({
    cluster: `${row.cluster}`,
    profile: `${row.profile}`,
    certificates: Number(row.certificates),
    earliest: Number(row.earliest),
    within: WINDOWS.map(days => Number(row[`within_${days}`])),
  }));
}

/** Only verdicts that ask for action can be of these causes, and they are few. */
async function countAtRisk(knex: Knex): Promise<Sample[]> {
  const rows: Array<Pick<HostnameRow, 'cluster' | 'verdict'>> =
    await knex<HostnameRow>('hostnames')
      .where({ level: 'action', deleting: false })
      .select('cluster', 'verdict');
  const found = new Map<string, Sample>();
  for (const { cluster, verdict } of rows) {
    const cause = causeOf(verdict);
    if (!cause) continue;
    const key = `${cluster} ${cause}`;
    const known = found.get(key) ?? { labels: { cluster, cause }, value: 0 };
    known.value++;
    found.set(key, known);
  }
  return [...found.values()];
}

function causeOf(verdict: string): string | undefined {
  const { axes = [] } = JSON.parse(verdict) as {
    axes?: Array<{ id: string; state: string }>;
  };
  const state = axes.find(({ id }) => id === 'certificate')?.state;
  return CAUSES.find(cause => cause === state);
}

/** One read for all who ask within `GOOD_FOR`. A read that fails is not kept. */
function shared<T>(read: () => Promise<T>, now: () => number) {
  let last: { at: number; value: Promise<T> } | undefined;
  return (): Promise<T> => {
    if (last && now() - last.at < GOOD_FOR) return last.value;
    const value = read();
    const mine = { at: now(), value };
    last = mine;
    value.catch(() => {
      if (last === mine) last = undefined;
    });
    return value;
  };
}
