import { gatewayKind, loadBalancerConfigurationKind } from '../gateways/kinds';
import { certificatesOf } from '../gateways/certificatesOf';
import { TestWorld, ZONE } from './testWorld/TestWorld';

jest.setTimeout(120_000);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('certificates', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  /** All that the request has ever had, newest last. */
  const asked = () =>
    world.certificates.requests.filter(
      ({ order }) => order.owner.identity.cluster === 'prod',
    );
  const held = () =>
    world.certificates
      .all()
      .filter(({ owner }) => owner?.identity.cluster === 'prod');
  const validation = () =>
    world.records().filter(record => /^CNAME _[0-9a-f]{32}\.shop/.test(record));

  async function untilDefaultIsThere() {
    await world.until(
      () => world.records().length === 2,
      'the default certificate is validated',
    );
    await world.clock.advance(5 * MINUTE);
  }

  describe('after a crash right after one was requested', () => {
    it.each([
      ['1 s', 1_000],
      ['59 minutes', 59 * MINUTE],
      ['61 minutes', 61 * MINUTE],
    ])('and a restart after %s it is found again', async (_later, later) => {
      world = new TestWorld();
      world.start();
      await untilDefaultIsThere();
      world.onWrite = (when, kill) => {
        if (when === 'after' && asked().length === 1) kill();
      };
      world.request({ hostname: 'shop.example.com' });
      await world.until(() => asked().length === 1, 'it is requested');
      expect(world.get('shop')?.status?.certificateArn).toBeUndefined();
      world.crash();
      world.onWrite = undefined;

      await world.clock.advance(later);
      world.start();
      await world.untilReady('shop');

      expect(asked()).toHaveLength(1);
      expect(held()).toHaveLength(1);
    });

    it('and a restart after three days the one that timed out meanwhile is waited for, then exchanged', async () => {
      world = new TestWorld();
      world.start();
      await untilDefaultIsThere();
      world.onWrite = (when, kill) => {
        if (when === 'after' && asked().length === 1) kill();
      };
      world.request({ hostname: 'shop.example.com' });
      await world.until(() => asked().length === 1, 'it is requested');
      world.crash();
      world.onWrite = undefined;

      await world.clock.advance(3 * DAY + MINUTE);
      world.start();
      await world.until(
        () =>
          world.condition('shop', 'CertificateIssued')?.reason ===
          'ValidationTimedOut',
        'the time-out is told',
      );
      await world.clock.advance(50 * MINUTE);
      expect(asked()).toHaveLength(1);

      await world.untilReady('shop');
      expect(asked()).toHaveLength(2);
      expect(held()).toHaveLength(1);
    });
  });

  it.each([0, 10, 60])(
    'that cannot be seen for %i s are waited for and never asked for twice, also after a restart',
    async seconds => {
      world = new TestWorld({
        authority: { visibleAfterMs: seconds * 1_000 },
      });
      world.start();
      await untilDefaultIsThere();
      world.request({ hostname: 'shop.example.com' });
      await world.until(() => asked().length === 1, 'it is requested');
      for (let restart = 0; restart < 4; restart++) {
        await world.clock.advance(7_000);
        world.crash();
        world.start();
      }

      await world.untilReady('shop');

      expect(asked()).toHaveLength(1);
      expect(held()).toHaveLength(1);
    },
  );

  describe('that fail', () => {
    it('are asked for again more and more slowly, at most six times in what stands for three days, whatever restarts', async () => {
      // Minutes for hours: a test of three days would take a minute.
      world = new TestWorld({
        config: {
          reconciler: {
            edgeDomain: 'edge.example.com',
            homeCluster: 'prod',
            waits: { certificateRetry: '1m', certificateRetryMost: '32m' },
          },
        },
      });
      world.start();
      await untilDefaultIsThere();
      world.certificates.failName('shop.example.com', 'CAA_ERROR');
      world.request({ hostname: 'shop.example.com' });

      for (let minute = 0; minute < 85; minute++) {
        await world.clock.advance(MINUTE);
        if (minute % 5 === 3) {
          world.crash();
          world.start();
        }
      }

      const times = asked().map(({ at }) => at);
      const minutes = times
        .slice(1)
        .map((at, index) => Math.floor((at - times[index]) / MINUTE));
      expect(minutes).toEqual([1, 2, 4, 8, 32, 32]);
      for (const from of times) {
        const within = times.filter(
          at => at >= from && at < from + 72 * MINUTE,
        );
        expect(within.length).toBeLessThanOrEqual(6);
      }
      expect(world.get('shop')!.status!.certificateAttempts).toMatchObject({
        count: 7,
        lastReason: 'CAA_ERROR',
      });
      expect(world.condition('shop', 'CertificateIssued')).toMatchObject({
        status: 'False',
        reason: 'CaaError',
      });
      // The last one stands until there is another.
      expect(held()).toHaveLength(1);
    });

    it.each(['REVOKED', 'EXPIRED', 'INACTIVE'])(
      'while they are served (%s) stay on the listener until another one is',
      async reason => {
        world = new TestWorld();
        world.start();
        world.request({ hostname: 'shop.example.com' });
        world.route('shop.example.com');
        await world.untilReady('shop');
        const { certificateArn: first = '' } = world.get('shop')!.status!;
        const attached = () =>
          certificatesOf(world.api.list(loadBalancerConfigurationKind)[0]);

        world.certificates.change(first, {
          status: { kind: 'failed', reason },
        });
        await world.until(
          () => {
            expect(attached().length).toBeGreaterThan(0);
            return asked().length === 2;
          },
          'another one is requested',
          undefined,
          2 * HOUR,
        );
        await world.untilReady('shop');
        await world.until(
          () => held().length === 1,
          'the old one is deleted',
          () => JSON.stringify(held()),
        );

        const { certificateArn: second } = world.get('shop')!.status!;
        expect(second).not.toBe(first);
        expect(attached()).toEqual([second]);
        expect(world.condition('shop', 'Ready')?.status).toBe('True');
        const writes = world.writeCount();
        await world.clock.advance(2 * HOUR);
        expect(world.writeCount()).toBe(writes);
      },
    );
  });

  it('that the account has no room for are asked for once in half an hour, and nobody else waits', async () => {
    world = new TestWorld({ authority: { maxCertificates: 3 } });
    world.start();
    await untilDefaultIsThere();
    const calls: string[] = [];
    world.certificateFaults = ({ operation, target }) => {
      if (operation === 'request') calls.push(target);
    };
    for (const name of ['a', 'b']) {
      world.request({ hostname: `${name}.example.com` });
      await world.untilReady(name);
    }
    calls.length = 0;

    for (const name of ['c', 'd', 'e', 'f', 'g']) {
      world.request({ hostname: `${name}.example.com` });
    }
    await world.clock.advance(29 * MINUTE);

    expect(calls.length).toBeLessThanOrEqual(5);
    for (const name of ['c', 'd', 'e', 'f', 'g']) {
      expect(world.condition(name, 'CertificateRequested')).toMatchObject({
        status: 'False',
        reason: 'QuotaReached',
      });
      expect(world.ready(name)).toBe('False QuotaReached');
    }
    expect(world.ready('a')).toBe('True Live');
    const writes = world.writeCount();
    await world.clock.advance(30 * MINUTE);
    expect(world.writeCount() - writes).toBeLessThan(20);

    world.delete('a');
    await world.untilGone('a');
    await world.until(
      () =>
        ['c', 'd', 'e', 'f', 'g'].some(
          name => world.ready(name) === 'True Live',
        ),
      'one takes the room that there is',
    );
  });

  describe('of a name and its wildcard', () => {
    async function both() {
      world = new TestWorld();
      world.start();
      world.request({ hostname: 'shop.example.com' });
      world.request({ hostname: '*.shop.example.com' }, { name: 'wild' });
      await world.untilReady('shop');
      await world.untilReady('wild');
      expect(validation()).toHaveLength(1);
    }

    it.each([
      ['shop', 'wild'],
      ['wild', 'shop'],
    ])(
      'share a validation record, which goes with the last: %s first',
      async (first, second) => {
        await both();

        world.delete(first);
        await world.untilGone(first);
        expect(validation()).toHaveLength(1);
        await world.clock.advance(2 * HOUR);
        expect(validation()).toHaveLength(1);
        expect(world.ready(second)).toBe('True Live');

        world.delete(second);
        await world.untilGone(second);
        expect(validation()).toEqual([]);
      },
    );

    it('leave no record when both go at once', async () => {
      await both();

      world.delete('shop');
      world.delete('wild');
      await world.untilGone('shop');
      await world.untilGone('wild');

      expect(validation()).toEqual([]);
      expect(world.records().filter(each => each.includes('shop'))).toEqual([]);
    });
  });

  it('of another installation that need the same record keep it', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    world.certificates.add({ names: ['*.shop.example.com'] });

    world.delete('shop');
    await world.untilGone('shop');

    expect(validation()).toHaveLength(1);
    expect(held()).toEqual([]);
  });

  describe('that end', () => {
    async function ending(days: number) {
      world = new TestWorld();
      world.start();
      world.request({ hostname: 'shop.example.com' });
      world.route('shop.example.com');
      await world.untilReady('shop');
      const { certificateArn = '' } = world.get('shop')!.status!;
      const now = world.clock.now();
      world.certificates.change(certificateArn, {
        notBefore: now + (days - 198) * DAY,
        notAfter: now + days * DAY,
      });
      return certificateArn;
    }
    const issued = () => world.condition('shop', 'CertificateIssued')!;

    it('and whose renewal fails are told weeks before, once, while the hostname stays live', async () => {
      const ref = await ending(44);
      await world.clock.advance(HOUR);
      expect(issued()).toMatchObject({ status: 'True', reason: 'Issued' });

      world.certificates.change(ref, {
        renewal: { status: 'PENDING_VALIDATION', reason: 'CAA_ERROR' },
      });
      await world.clock.advance(HOUR);

      expect(issued()).toMatchObject({
        status: 'True',
        reason: 'RenewalAtRisk',
        message: expect.stringContaining('(CAA_ERROR)'),
      });
      expect(world.ready('shop')).toBe('True Live');
      const writes = world.writeCount();
      await world.clock.advance(6 * HOUR);
      expect(world.writeCount()).toBe(writes);

      world.certificates.change(ref, {
        renewal: { status: 'SUCCESS' },
        notBefore: world.clock.now(),
        notAfter: world.clock.now() + 198 * DAY,
      });
      await world.clock.advance(HOUR);
      expect(issued().reason).toBe('Issued');
    });

    it('are told at least 30 days before when nothing at all happens', async () => {
      await ending(30 + 2 / 24);
      await world.clock.advance(HOUR);
      expect(issued().reason).toBe('Issued');

      await world.clock.advance(2 * HOUR);

      expect(issued().reason).toBe('RenewalAtRisk');
      expect(issued().message).toMatch(/should have renewed already/);
    });

    it('get their validation record back within one resync when somebody has taken it', async () => {
      await ending(44);
      const [record] = validation();
      const [, name] = record.split(' ');

      world.dns.remove(ZONE, name, 'CNAME');
      await world.clock.advance(35 * MINUTE);

      expect(validation()).toEqual([record]);
      expect(world.ready('shop')).toBe('True Live');
    });
  });

  it('of a profile that takes what is there are kept while they are good, and nothing is requested or deleted', async () => {
    world = new TestWorld({ profile: { certificates: 'existing' } });
    const now = world.clock.now();
    world.certificates.add({ names: ['default.edge.example.com'] });
    const first = world.certificates.add({
      names: ['*.example.com'],
      notAfter: now + 60 * DAY,
    });
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    expect(world.get('shop')!.status!.certificateArn).toBe(first.ref);

    const second = world.certificates.add({
      names: ['shop.example.com'],
      notAfter: now + 300 * DAY,
    });
    await world.clock.advance(2 * HOUR);
    expect(world.get('shop')!.status!.certificateArn).toBe(first.ref);

    world.certificates.change(first.ref, {
      notAfter: world.clock.now() + 13 * DAY,
    });
    await world.clock.advance(HOUR);
    await world.untilReady('shop');
    expect(world.get('shop')!.status!.certificateArn).toBe(second.ref);

    world.delete('shop');
    await world.untilGone('shop');
    expect(world.certificates.requests).toEqual([]);
    expect(world.certificates.deletions).toEqual([]);
    expect(world.api.list(gatewayKind)).toHaveLength(1);
  });
});
