import { Registry } from 'prom-client';
import { NOW } from '../__testUtils__/hostnameReport';
import { createDatabases } from '../__testUtils__/startApi';
import { storedHostname } from '../__testUtils__/storedHostname';
import { HostnameStore } from '../readModel/HostnameStore';
import { openReadModel } from '../readModel/openReadModel';
import { createPortalMetrics } from './portalMetrics';

const databases = createDatabases();
jest.setTimeout(120_000);

const DAY = 24 * 3_600_000;

function endingIn(days: number, name: string, renewal?: { status: string }) {
  return storedHostname({
    name,
    hostname: `${name}.example.com`,
    facts: {
      certificate: {
        ref: `arn:aws:acm:eu-central-1:1:certificate/${name}`,
        status: 'issued',
        inUse: true,
        notBefore: new Date(NOW + (days - 198) * DAY).toISOString(),
        notAfter: new Date(NOW + days * DAY).toISOString(),
        renewal,
      },
    },
  });
}

describe.each(databases.eachSupportedId())('portal metrics on %s', id => {
  async function setUp() {
    const knex = await databases.init(id);
    await openReadModel({ getClient: async () => knex });
    const store = new HostnameStore(knex);
    const registry = new Registry();
    const clock = { now: NOW };
    createPortalMetrics(registry, { store, knex, now: () => clock.now });
    return { knex, store, registry, clock };
  }

  it('counts certificates by the time they have left, and those that will not renew, without naming one', async () => {
    const { store, registry } = await setUp();
    const hostnames = [
      endingIn(-1, 'gone'),
      endingIn(2, 'soon'),
      endingIn(15, 'later'),
      endingIn(50, 'failing', { status: 'FAILED' }),
      endingIn(150, 'fresh'),
    ];
    await store.write(hostnames.map(stored => ({ stored, transitions: [] })));

    const text = await registry.metrics();

    const expected = {
      '0d': 1,
      '3d': 2,
      '7d': 2,
      '20d': 3,
      '30d': 3,
      '60d': 4,
      '90d': 4,
    };
    for (const [within, count] of Object.entries(expected)) {
      expect(text).toContain(
        `hostmaster_certificates_expiring{cluster="prod",profile="alb-public",within="${within}"} ${count}\n`,
      );
    }
    expect(text).toContain(
      'hostmaster_certificates{cluster="prod",profile="alb-public"} 5',
    );
    expect(text).toContain(
      `hostmaster_certificate_earliest_expiry_timestamp_seconds{cluster="prod",profile="alb-public"} ${
        (NOW - DAY) / 1000
      }`,
    );
    expect(text).toContain(
      'hostmaster_certificates_renewal_at_risk{cluster="prod",cause="renewal-failed"} 1',
    );
    expect(text).toContain(
      'hostmaster_certificates_renewal_at_risk{cluster="prod",cause="expires-soon"} 2',
    );
    expect(text).toMatch(/hostmaster_hostnames\{level="action"\} [4-5]/);
    expect(text).not.toMatch(/example\.com|shop/);
  });

  it('stops counting what is being deleted, and gives no old numbers when the database is away', async () => {
    const { knex, store, registry, clock } = await setUp();
    const stored = { ...endingIn(2, 'soon'), deleting: true };
    await store.write([{ stored, transitions: [] }]);

    expect(await registry.metrics()).not.toContain(
      'hostmaster_certificates_expiring{',
    );
    clock.now += 60_000;
    await knex.schema.dropTable('hostnames');

    await registry.metrics();
    const text = await registry.metrics();
    expect(text).not.toMatch(/hostmaster_hostnames\{/);
    expect(text).toContain(
      'hostmaster_metrics_failures_total{metric="hostmaster_hostnames"}',
    );
  });
});
