import {
  CertificateOrder,
  CertificateProvider,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { awsLimits, noDelays, raisedLimits } from '@hostmaster/sandbox/aws';
import { AwsTestWorld, awsTestWorld } from '../__testUtils__/awsTestWorld';

let world: AwsTestWorld;
afterEach(() => world?.close());

function order(
  name: string,
  overrides: Partial<CertificateOrder> = {},
): CertificateOrder {
  return {
    owner: {
      identity: {
        installation: 'test',
        cluster: 'prod',
        namespace: 'shop',
        name: name.replace('*', 'any'),
      },
      attempt: 1,
    },
    names: [name],
    keyAlgorithm: 'EC_prime256v1',
    ...overrides,
  };
}

async function publishRecords(
  certificates: CertificateProvider,
  ref: string,
  zoneId: string,
) {
  let detail = await world.done(certificates.describe(ref));
  while (detail?.validationRecords.length === 0) {
    await world.clock.advance(1000);
    detail = await world.done(certificates.describe(ref));
  }
  world.aws.zones.putRecords(
    zoneId,
    detail!.validationRecords.map(({ name, type, value }) => ({
      name,
      type: type as 'CNAME',
      values: [value],
    })),
  );
  return detail!;
}

const requests = (outcome?: string) =>
  world.aws.callLog.count({ operation: 'RequestCertificate', outcome });
const held = () => world.aws.inRegion().acm.all();

describe('request', () => {
  it('is pending without records at first, shows them when ACM has made them up, and is issued once they are published', async () => {
    world = awsTestWorld();
    const zone = world.aws.zones.putZone({ name: 'example.com' });
    const { certificates } = world.startProcess();
    const { ref } = await world.done(
      certificates.request(order('shop.example.com')),
    );
    const seen: string[] = [];
    certificates.onChange(change => seen.push(change.ref));

    expect(await world.done(certificates.describe(ref))).toMatchObject({
      status: { kind: 'pending' },
      validationRecords: [],
    });
    const detail = await publishRecords(certificates, ref, zone.id);
    await world.clock.runUntil(
      async () =>
        (await certificates.inventory()).get(ref)?.status.kind === 'issued',
      { limitMs: 600_000, stepMs: 5000 },
    );

    expect(detail.validationRecords).toEqual([
      {
        domain: 'shop.example.com',
        name: expect.stringMatching(/^_[0-9a-f]{32}\.shop\.example\.com$/),
        type: 'CNAME',
        value: expect.stringMatching(/acm-validations\.aws\.?$/),
      },
    ]);
    expect(seen).toContain(ref);
    const issued = await world.done(certificates.describe(ref));
    expect(issued).toMatchObject({
      status: { kind: 'issued' },
      names: ['shop.example.com'],
      inUse: false,
    });
    expect(issued!.notAfter! - issued!.notBefore!).toBeGreaterThan(
      190 * 24 * 3_600_000,
    );
    expect(issued!.serial).toBeTruthy();
    expect(
      world.aws.callLog.count({ operation: 'DescribeCertificate' }),
    ).toBeLessThan(12);
  });

  it('writes whose certificate it is together with the request', async () => {
    world = awsTestWorld({ delays: noDelays });
    const { certificates } = world.startProcess();

    await world.done(certificates.request(order('shop.example.com')));

    expect(Object.fromEntries(held()[0].tags)).toEqual({
      'hostmaster.dev/installation': 'test',
      'hostmaster.dev/cluster': 'prod',
      'hostmaster.dev/namespace': 'shop',
      'hostmaster.dev/name': 'shop.example.com',
      'hostmaster.dev/attempt': '1',
    });
  });

  it('gives the apex and its wildcard one record', async () => {
    world = awsTestWorld({ delays: noDelays });
    const { certificates } = world.startProcess();
    const { ref } = await world.done(
      certificates.request(
        order('example.com', { names: ['example.com', '*.example.com'] }),
      ),
    );

    const detail = await world.done(
      certificates.describe(ref, { fresh: true }),
    );

    expect(detail!.names).toEqual(['*.example.com', 'example.com']);
    expect(detail!.validationRecords).toHaveLength(1);
  });

  it('takes a shorter name for the subject, and says what to do when there is none', async () => {
    world = awsTestWorld({ delays: noDelays });
    const { certificates } = world.startProcess();
    const long = `${'a'.repeat(60)}.example.com`;

    await expect(
      world.done(certificates.request(order(long))),
    ).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('additionalNames'),
    });
    await world.done(
      certificates.request(order(long, { names: [long, 'short.example.com'] })),
    );

    expect(held()).toHaveLength(1);
    expect(held()[0].domainName).toBe('short.example.com');
  });

  it.each([
    ['names', { ...awsLimits.acm, namesPerCertificate: 1 }],
    ['yearly', { ...awsLimits.acm, requestsPerYear: 1 }],
    ['total', { ...awsLimits.acm, certificates: 1 }],
  ])(
    'says which limit of the account is reached (%s), and asks ACM once',
    async (limit, acm) => {
      world = awsTestWorld({ delays: noDelays, limits: { ...awsLimits, acm } });
      const { certificates } = world.startProcess();
      await world.done(certificates.request(order('first.example.com')));

      const second = certificates.request(
        order('a.example.com', { names: ['a.example.com', 'b.example.com'] }),
      );

      await expect(world.done(second)).rejects.toMatchObject({
        code: 'quota',
        details: { limit },
      });
      expect(requests('LimitExceededException')).toBe(1);
    },
  );
});

describe('a limit of the account', () => {
  const full = { ...awsLimits, acm: { ...awsLimits.acm, certificates: 1 } };
  const names = Array.from(
    { length: 20 },
    (_, index) => `n${index}.example.com`,
  );

  it('is asked about once by many who wait, and again only after half an hour', async () => {
    world = awsTestWorld({ delays: noDelays, limits: full });
    const { certificates } = world.startProcess();
    await world.done(certificates.request(order('first.example.com')));
    const askAll = () =>
      world.done(
        Promise.allSettled(
          names.map(name => certificates.request(order(name))),
        ),
      );

    const outcomes = await askAll();
    await world.clock.advance(20 * 60_000);
    await askAll();

    expect(outcomes.map(({ status }) => status)).toEqual(
      names.map(() => 'rejected'),
    );
    // Those that were on their way when the first answer came.
    expect(requests('LimitExceededException')).toBeLessThanOrEqual(10);
    const before = requests('LimitExceededException');
    expect(certificates.refusal!(order('a.example.com'))).toMatchObject({
      limit: 'total',
      message: expect.stringContaining('L-F141DD1D'),
    });

    await world.clock.advance(11 * 60_000);
    expect(certificates.refusal!(order('a.example.com'))).toBeUndefined();
    await expect(
      world.done(certificates.request(order('a.example.com'))),
    ).rejects.toMatchObject({ code: 'quota' });
    expect(requests('LimitExceededException')).toBe(before + 1);
  });

  it('is forgotten when one of ours goes', async () => {
    world = awsTestWorld({ delays: noDelays, limits: full });
    const { certificates } = world.startProcess();
    const first = order('first.example.com');
    const { ref } = await world.done(certificates.request(first));
    await expect(
      world.done(certificates.request(order('a.example.com'))),
    ).rejects.toMatchObject({ code: 'quota' });

    await world.done(certificates.delete(ref, first.owner.identity));

    await world.done(certificates.request(order('a.example.com')));
    expect(held()).toHaveLength(1);
  });

  it('of names on one certificate holds up nobody else', async () => {
    world = awsTestWorld({ delays: noDelays, limits: awsLimits });
    const { certificates } = world.startProcess();
    const many = order('a.example.com', {
      names: names.slice(0, 11),
    });

    await expect(world.done(certificates.request(many))).rejects.toMatchObject({
      code: 'quota',
      details: { limit: 'names' },
    });
    await expect(world.done(certificates.request(many))).rejects.toMatchObject({
      code: 'quota',
      details: { limit: 'names' },
    });

    expect(certificates.refusal!(many)).toMatchObject({ limit: 'names' });
    expect(certificates.refusal!(order('b.example.com'))).toBeUndefined();
    await world.done(certificates.request(order('b.example.com')));
    expect(requests('LimitExceededException')).toBe(1);
  });
});

describe('never a second certificate', () => {
  it('when this process listed before another one, that led until now, asked', async () => {
    world = awsTestWorld();
    const standby = world.startProcess();
    await world.done(standby.certificates.inventory());
    await world.clock.advance(60_000);
    const leader = world.startProcess();
    const { ref } = await world.done(
      leader.certificates.request(order('shop.example.com')),
    );
    await world.clock.advance(60_000);
    leader.stop();
    const ledFrom = world.clock.monotonic();

    const found = await world.done(
      standby.certificates.find(order('shop.example.com'), {
        newerThan: ledFrom,
      }),
    );

    expect(found?.ref).toBe(ref);
  });

  it.each(['loseAnswer', 'loseRequest'] as const)(
    'when an answer is lost (%s)',
    async fault => {
      world = awsTestWorld();
      const { certificates } = world.startProcess();
      world.aws.faults[fault]({ operation: 'RequestCertificate' });
      await expect(
        world.done(certificates.request(order('shop.example.com'))),
      ).rejects.toMatchObject({
        code: 'unavailable',
      });

      const found = await world.done(
        certificates.find(order('shop.example.com')),
      );
      if (!found)
        await world.done(certificates.request(order('shop.example.com')));

      expect(found === undefined).toBe(fault === 'loseRequest');
      expect(held()).toHaveLength(1);
    },
  );

  it.each([1_000, 59 * 60_000, 61 * 60_000, 3 * 24 * 3_600_000])(
    'when another process comes %i ms later',
    async later => {
      world = awsTestWorld();
      const first = world.startProcess();
      const { ref } = await world.done(
        first.certificates.request(order('shop.example.com')),
      );
      first.stop();
      await world.clock.advance(later);
      const { certificates } = world.startProcess();

      const found = await world.done(
        certificates.find(order('shop.example.com')),
      );
      const again =
        found ??
        (await world.done(certificates.request(order('shop.example.com'))));

      expect(again.ref).toBe(ref);
      expect(held()).toHaveLength(1);
    },
  );

  it('for two callers at once', async () => {
    world = awsTestWorld();
    const { certificates } = world.startProcess();

    const answers = await world.done(
      Promise.all(
        [1, 2].map(() => certificates.request(order('shop.example.com'))),
      ),
    );

    expect(answers[0]).toEqual(answers[1]);
    expect(requests()).toBe(1);
  });

  it('and a new attempt is another certificate', async () => {
    world = awsTestWorld({ delays: noDelays });
    const { certificates } = world.startProcess();
    const first = order('shop.example.com');
    const second = { ...first, owner: { ...first.owner, attempt: 2 } };
    const { ref } = await world.done(certificates.request(first));

    expect(await world.done(certificates.find(second))).toBeUndefined();
    const again = await world.done(certificates.request(second));

    expect(again.ref).not.toBe(ref);
    const inventory = await world.done(certificates.inventory());
    expect(
      inventory
        .ownedBy(first.owner.identity)
        .map(({ owner }) => owner?.attempt)
        .sort(),
    ).toEqual([1, 2]);
  });
});

describe('inventory', () => {
  it('knows owners of certificates that another process requested, and tells nothing of those of others', async () => {
    world = awsTestWorld({ delays: noDelays });
    world.aws.certificates.put({ domainName: 'foreign.example.com' });
    const first = world.startProcess();
    const { ref } = await world.done(
      first.certificates.request(order('shop.example.com')),
    );
    first.stop();
    const { certificates } = world.startProcess();
    await world.done(certificates.inventory());
    await world.clock.advance(5_000);

    const inventory = await world.done(certificates.inventory());

    expect(
      inventory
        .ownedBy(order('shop.example.com').owner.identity)
        .map(certificate => certificate.ref),
    ).toEqual([ref]);
    expect([...inventory.all()]).toHaveLength(2);
    expect(inventory.covering(['foreign.example.com'])).toHaveLength(1);
    expect(
      inventory.covering(['foreign.example.com'])[0].owner,
    ).toBeUndefined();
  });

  it('lacks no certificate of a request when all owners have to be known', async () => {
    world = awsTestWorld({ delays: noDelays });
    const first = world.startProcess();
    const { identity } = order('shop.example.com').owner;
    for (let index = 0; index < 30; index++) {
      await world.done(
        first.certificates.request(
          order('shop.example.com', { names: [`n${index}.example.com`] }),
        ),
      );
    }
    first.stop();
    const { certificates } = world.startProcess();

    const early = await world.done(certificates.inventory());
    const earlyCount = early.ownedBy(identity).length;
    const inventory = await world.done(
      certificates.inventory({ ownersKnown: true }),
    );

    expect(earlyCount).toBeLessThan(30);
    expect(inventory.ownedBy(identity)).toHaveLength(30);
  });

  it('is not told when an owner cannot be read', async () => {
    world = awsTestWorld({ delays: noDelays });
    world.aws.certificates.put({ domainName: 'shop.example.com' });
    const { certificates } = world.startProcess();
    world.aws.faults.fail(
      { operation: 'ListTagsForCertificate' },
      { code: 'AccessDeniedException', status: 400 },
      {},
    );

    await expect(
      world.done(certificates.inventory({ ownersKnown: true })),
    ).rejects.toMatchObject({ code: 'denied' });
  });

  it('sees certificates of every key type, and finds one that covers a name by its wildcard', async () => {
    world = awsTestWorld({ delays: noDelays });
    for (const keyAlgorithm of ['RSA_2048', 'EC_secp384r1'] as const) {
      world.aws.certificates.put({ domainName: '*.example.com', keyAlgorithm });
    }
    const { certificates } = world.startProcess();

    const inventory = await world.done(certificates.inventory());

    expect(
      inventory
        .covering(['shop.example.com'])
        .map(({ keyAlgorithm }) => keyAlgorithm)
        .sort(),
    ).toEqual(['EC_secp384r1', 'RSA_2048']);
    expect(inventory.covering(['a.shop.example.com'])).toEqual([]);
  });

  it('never looks empty when it cannot be read', async () => {
    world = awsTestWorld();
    const { certificates } = world.startProcess();
    world.aws.faults.fail(
      { operation: 'ListCertificates' },
      { code: 'InternalFailure', status: 500 },
      {},
    );

    await expect(world.done(certificates.inventory())).rejects.toMatchObject({
      code: 'unavailable',
    });
    await expect(
      world.done(certificates.find(order('shop.example.com'))),
    ).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('stays within one list call a second over thousands of certificates', async () => {
    world = awsTestWorld({ limits: raisedLimits });
    const createdAt = world.clock.now() - 24 * 3_600_000;
    for (let index = 0; index < 2500; index++) {
      world.aws.certificates.put({
        domainName: `n${index}.example.com`,
        createdAt,
      });
    }
    const { certificates } = world.startProcess();

    const inventory = await world.done(certificates.inventory());
    await world.done(certificates.request(order('shop.example.com')));
    await world.clock.advance(300_000);

    expect([...inventory.all()].length).toBeGreaterThanOrEqual(2500);
    expect(
      world.aws.callLog.count({
        service: 'acm',
        outcome: 'ThrottlingException',
      }),
    ).toBe(0);
    // Three pages for the first listing, one every 15 seconds while the request is pending.
    expect(
      world.aws.callLog.count({ operation: 'ListCertificates' }),
    ).toBeLessThan(30);
  }, 60_000);
});

describe('failures', () => {
  it('gives the reason of a failed certificate', async () => {
    world = awsTestWorld({ delays: noDelays });
    const { certificates } = world.startProcess();
    const { ref } = await world.done(
      certificates.request(order('shop.example.com')),
    );

    world.aws.certificates.fail(ref, 'CAA_ERROR');
    const detail = await world.done(
      certificates.describe(ref, { fresh: true }),
    );

    expect(detail!.status).toMatchObject({
      kind: 'failed',
      reason: 'CAA_ERROR',
    });
    await world.clock.advance(30_000);
    const inventory = await world.done(certificates.inventory());
    expect(inventory.get(ref)!.status).toMatchObject({
      kind: 'failed',
      reason: 'CAA_ERROR',
    });
  });

  it('tells that validation has timed out after 72 hours', async () => {
    world = awsTestWorld();
    const { certificates } = world.startProcess();
    const { ref } = await world.done(
      certificates.request(order('shop.example.com')),
    );

    await world.clock.advance(73 * 3_600_000);
    const detail = await world.done(certificates.describe(ref));

    expect(detail!.status).toMatchObject({
      kind: 'failed',
      reason: 'VALIDATION_TIMED_OUT',
    });
  });

  it('waits for a certificate that cannot be read yet, and says at last that it is gone', async () => {
    world = awsTestWorld({ delays: noDelays });
    const { certificates } = world.startProcess();
    const { ref } = await world.done(
      certificates.request(order('shop.example.com')),
    );
    world.aws.faults.fail(
      { operation: 'DescribeCertificate' },
      { code: 'ResourceNotFoundException', status: 400 },
      { forMilliseconds: 60_000 },
    );

    await world.clock.advance(30_000);
    expect(await world.done(certificates.describe(ref))).toMatchObject({
      status: { kind: 'pending' },
    });
    await world.clock.advance(40_000);
    expect(
      (await world.done(certificates.describe(ref)))!.validationRecords,
    ).toHaveLength(1);
  });
});

describe('delete', () => {
  it('deletes what is ours, once', async () => {
    world = awsTestWorld({ delays: noDelays });
    const { certificates } = world.startProcess();
    const { ref } = await world.done(
      certificates.request(order('shop.example.com')),
    );
    const { identity } = order('shop.example.com').owner;

    expect(await world.done(certificates.delete(ref, identity))).toEqual({
      kind: 'deleted',
    });
    expect(await world.done(certificates.delete(ref, identity))).toEqual({
      kind: 'gone',
    });
    expect(
      await world.done(certificates.find(order('shop.example.com'))),
    ).toBeUndefined();
    expect(held()).toHaveLength(0);
  });

  it('refuses what the tags do not prove to be ours, in a process that knows nothing else', async () => {
    world = awsTestWorld({ delays: noDelays });
    const foreign = world.aws.certificates.put({
      domainName: 'shop.example.com',
    });
    const { certificates } = world.startProcess();

    const deletion = certificates.delete(
      foreign.arn,
      order('shop.example.com').owner.identity,
    );

    await expect(world.done(deletion)).rejects.toMatchObject({
      code: 'invalid',
    });
    expect(held()).toHaveLength(1);
    expect(world.aws.callLog.count({ operation: 'DeleteCertificate' })).toBe(0);
  });

  it('says who uses it, and does not ask more than once in five seconds', async () => {
    world = awsTestWorld({ delays: noDelays });
    const { certificates } = world.startProcess();
    const { identity } = order('shop.example.com').owner;
    const { ref } = await world.done(
      certificates.request(order('shop.example.com')),
    );
    world.aws.faults.fail(
      { operation: 'DeleteCertificate' },
      { code: 'ResourceInUseException' },
      { times: 1 },
    );

    const outcomes = [];
    for (let index = 0; index < 4; index++) {
      outcomes.push(await world.done(certificates.delete(ref, identity)));
      await world.clock.advance(1000);
    }
    await world.clock.advance(5000);

    expect(outcomes.map(({ kind }) => kind)).toEqual([
      'inUse',
      'inUse',
      'inUse',
      'inUse',
    ]);
    expect(world.aws.callLog.count({ operation: 'DeleteCertificate' })).toBe(1);
    expect(await world.done(certificates.delete(ref, identity))).toEqual({
      kind: 'deleted',
    });
  });
});
