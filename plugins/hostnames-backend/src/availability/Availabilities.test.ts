import { mockCredentials } from '@backstage/backend-test-utils';
import { DnsRecord } from '@hostmaster/backstage-plugin-hostnames-node';
import {
  formatOwnership,
  ownershipRecordName,
} from '@hostmaster/backstage-plugin-hostnames-common';
import request from 'supertest';
import { hostnameReport, NOW } from '../__testUtils__/hostnameReport';
import { memoryDns } from '../__testUtils__/memoryDns';
import { startApi, StartedApi } from '../__testUtils__/startApi';

const shop = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'shop', namespace: 'default' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/checkout' }],
};

describe('availability', () => {
  let started: StartedApi;

  async function start(records: DnsRecord[] = []) {
    started = await startApi({ entities: [shop] });
    started.port.dns = [
      memoryDns([
        {
          id: 'Z1',
          name: 'example.com',
          visibility: 'public',
          nameServers: [],
          records,
        },
        {
          id: 'Z2',
          name: 'example.org',
          visibility: 'public',
          nameServers: [],
        },
        {
          id: 'Z3',
          name: 'unlisted.test',
          visibility: 'public',
          nameServers: [],
        },
        {
          id: 'P1',
          name: 'example.com',
          visibility: 'private',
          nameServers: [],
        },
      ]),
    ];
    await started.seed(
      hostnameReport(),
      hostnameReport({
        namespace: 'pay',
        name: 'pay',
        hostname: 'pay.example.com',
        owner: 'group:default/payments',
      }),
      hostnameReport({
        namespace: 'pay',
        name: 'wild',
        hostname: '*.pay.example.com',
        owner: 'group:default/payments',
      }),
    );
  }
  afterEach(() => started.stop());

  const ask = async (
    hostname: string,
    more = '',
    user = 'user:default/anna',
  ) => {
    const { body, status } = await request(started.server)
      .get(
        `/api/hostnames/availability?hostname=${encodeURIComponent(
          hostname,
        )}${more}`,
      )
      .set('authorization', mockCredentials.user.header(user));
    expect(status).toBe(200);
    return body;
  };

  it('calls a name free that nobody holds, in canonical form, with its zone', async () => {
    await start();

    expect(await ask(' New.Example.COM. ')).toMatchObject({
      hostname: 'new.example.com',
      changed: true,
      verdict: 'free',
      zone: { id: 'Z1', name: 'example.com' },
      problems: [],
      alternatives: [],
    });
    expect(await ask('bücher.example.com')).toMatchObject({
      hostname: 'xn--bcher-kva.example.com',
      displayName: 'bücher.example.com',
      verdict: 'free',
    });
  });

  it.each([
    ['www.example.com', 'reserved', 'HostnameReserved'],
    ['admin.example.com', 'reserved', 'HostnameReserved'],
    ['shop.example.net', 'no-zone', 'ZoneNotFound'],
    ['shop.unlisted.test', 'not-allowed', 'DomainNotAllowed'],
    ['shop.example.org', 'not-allowed', 'DomainNotAllowed'],
    ['-bad-.example.com', 'invalid', 'HostnameInvalid'],
    ['192.0.2.1', 'invalid', 'HostnameInvalid'],
    ['', 'invalid', 'HostnameInvalid'],
  ])('says of %j that it is %s', async (hostname, verdict, code) => {
    await start();

    const answer = await ask(hostname);

    expect(answer).toMatchObject({ verdict, problems: [{ code }] });
    expect(answer.sentence).toBe(answer.problems[0].message);
  });

  it('offers free names when the one asked for is held', async () => {
    await start([
      {
        name: 'pay-dev.example.com',
        type: 'A',
        ttl: 60,
        values: ['192.0.2.1'],
      },
    ]);

    const { verdict, holder, alternatives } = await ask(
      'pay.example.com',
      '&environment=dev&entity=component:default/shop',
    );

    expect(verdict).toBe('held');
    expect(holder).toMatchObject({
      owner: 'group:default/payments',
      since: '2026-11-20T11:01:00.000Z',
    });
    expect(alternatives.length).toBeGreaterThanOrEqual(3);
    // taken: by a request, by a record that is not ours
    expect(alternatives).not.toContain('shop.example.com');
    expect(alternatives).not.toContain('pay-dev.example.com');
    for (const alternative of alternatives)
      expect((await ask(alternative)).verdict).toBe('free');
  });

  it('knows what is yours: by the owner, and by the component asked for', async () => {
    await start();

    expect(await ask('shop.example.com')).toMatchObject({
      verdict: 'yours',
      holder: { ref: { name: 'shop' } },
    });
    expect(
      await ask(
        'shop.example.com',
        '&entity=component:default/shop',
        'user:default/bob',
      ),
    ).toMatchObject({ verdict: 'yours' });
    expect(await ask('shop.example.com', '', 'user:default/bob')).toMatchObject(
      { verdict: 'held' },
    );
  });

  it('asks with the owner of the component where a domain belongs to a team', async () => {
    await start();

    expect((await ask('new.example.org', '', 'user:default/bob')).verdict).toBe(
      'free',
    );
    expect(
      (
        await ask(
          'new.example.org',
          '&entity=component:default/shop',
          'user:default/bob',
        )
      ).verdict,
    ).toBe('not-allowed');
  });

  it('tells a name that cools down from one that is held', async () => {
    await start();
    const until = new Date(NOW + 3_600_000).toISOString();
    started.port.holders.set('old.example.com', {
      state: 'released',
      namespace: 'x',
      name: 'x',
      owner: 'group:default/payments',
      until,
    });
    started.port.holders.set('older.example.com', {
      state: 'released',
      namespace: 'x',
      name: 'x',
      owner: 'group:default/payments',
      until: new Date(NOW - 1).toISOString(),
    });

    expect(await ask('old.example.com')).toMatchObject({
      verdict: 'cooling-down',
      problems: [{ code: 'CoolingDown' }],
    });
    expect((await ask('old.example.com', '', 'user:default/bob')).verdict).toBe(
      'free',
    );
    expect((await ask('older.example.com')).verdict).toBe('free');
  });

  it('sees holders out of sight by their record in the zone', async () => {
    const value = formatOwnership({
      installation: 'other',
      cluster: 'far',
      owner: { namespace: 'secret-team', name: 'secret-name' },
      seq: 3,
      state: 'held',
      owns: ['A'],
    });
    await start([
      {
        name: ownershipRecordName('far.example.com', 'example.com')!,
        type: 'TXT',
        ttl: 60,
        values: [`"${value}"`],
      },
    ]);

    const answer = await ask('far.example.com');

    expect(answer.verdict).toBe('held');
    expect(JSON.stringify(answer)).not.toMatch(/secret/);
  });

  it.each(['A', 'CNAME', 'NS'])(
    'warns of a %s record that is not ours',
    async type => {
      await start([{ name: 'used.example.com', type, ttl: 60, values: ['x'] }]);

      expect(await ask('used.example.com')).toMatchObject({
        verdict: 'record-exists',
        problems: [{ code: 'RecordNotOurs' }],
      });
    },
  );

  it('takes no offence at what is always at the top of a zone', async () => {
    await start(
      ['NS', 'SOA', 'MX', 'TXT'].map(type => ({
        name: 'example.com',
        type,
        ttl: 60,
        values: ['x'],
      })),
    );

    expect((await ask('example.com')).verdict).toBe('free');
  });

  it('yields to a wildcard of another team, and shows one of your own', async () => {
    await start();

    expect(await ask('api.pay.example.com')).toMatchObject({
      verdict: 'held',
      wildcard: { hostname: '*.pay.example.com', yours: false },
      problems: [{ code: 'HeldByOther' }],
    });
    expect(
      await ask('api.pay.example.com', '', 'user:default/bob'),
    ).toMatchObject({
      verdict: 'free',
      wildcard: { hostname: '*.pay.example.com', yours: true },
    });
    expect((await ask('deep.api.pay.example.com')).verdict).toBe('free');
  });

  it('refuses a wildcard over names of another team', async () => {
    await start();

    expect(await ask('*.example.com')).toMatchObject({
      verdict: 'held',
      problems: [{ code: 'HeldByOther' }],
    });
  });

  it('says that it does not know while the zones cannot be read', async () => {
    await start();
    const [dns] = started.port.dns;
    started.port.dns = [
      { ...dns, view: async () => Promise.reject(new Error('throttled')) },
    ];

    expect((await ask('new.example.com')).verdict).toBe('unknown');
    expect((await ask('pay.example.com')).verdict).toBe('held');
  });
});
