/* eslint-disable jest/no-export, jest/no-standalone-expect, jest/expect-expect, jest/valid-title, jest/no-disabled-tests --
 * a suite for others to run: its tests are declared by functions */
import {
  CertificateOrder,
  CertificateProvider,
  ValidationRecord,
} from '../../providers/certificates';
import {
  ConformanceOptions,
  ProviderHarness,
  casesFor,
  eventually,
} from './Conformance';

/** @public */
export interface CertificateHarness
  extends ProviderHarness<CertificateProvider> {
  /** A domain below which names are validated by `publish`. Different for every setup where the service outlives it. */
  domain: string;
  /** Publishes validation records where the certificate authority looks for them. */
  publish(records: ValidationRecord[]): Promise<void>;
  /** A certificate that nobody of this suite made; its reference. */
  foreign(name: string): Promise<string>;
  withClosedGate(): CertificateProvider;
  /** Loses the answer to the next request after it was executed; left out where that cannot be arranged. */
  loseNextAnswer?(): void;
  /** Lets something serve the certificate, or not any more; left out where that cannot be arranged. */
  use?(ref: string, isUsed: boolean): Promise<void>;
}

/**
 * What every CertificateProvider must do, as tests. `setup` is called before each of them.
 *
 * @public
 */
export function describeCertificateProvider(
  name: string,
  setup: () => Promise<CertificateHarness>,
  options: ConformanceOptions = {},
): void {
  describe(`${name} as a CertificateProvider`, () => {
    let harness: CertificateHarness;
    beforeEach(async () => {
      harness = await setup();
    }, options.timeoutMs);
    afterEach(() => harness?.stop());
    const { run, finish } = casesFor(options);

    const order = (
      label: string,
      overrides: Partial<CertificateOrder> = {},
    ): CertificateOrder => ({
      owner: {
        identity: {
          installation: 'conformance',
          cluster: 'test',
          namespace: 'shop',
          name: `${label}.${harness.domain}`,
        },
        attempt: 1,
      },
      names: [`${label}.${harness.domain}`],
      keyAlgorithm: 'RSA_2048',
      ...overrides,
    });
    const request = (wanted: CertificateOrder, provider = harness.provider) =>
      harness.done(provider.request(wanted));
    const records = async (ref: string) => {
      const detail = await eventually(
        harness,
        () => harness.provider.describe(ref),
        answer => (answer?.validationRecords.length ?? 0) > 0,
        { limitMs: 120_000, everyMs: 1000 },
      );
      return detail!.validationRecords;
    };
    const issued = async (wanted: CertificateOrder) => {
      const { ref } = await request(wanted);
      if (harness.provider.capabilities.validation === 'record')
        await harness.publish(await records(ref));
      await eventually(
        harness,
        () => harness.provider.inventory(),
        inventory => inventory.get(ref)?.status.kind === 'issued',
        { limitMs: 1_200_000, everyMs: 2000 },
      );
      return ref;
    };

    /** Until every process can see them. */
    const listed = async (refs: string[]) => {
      const other = harness.another();
      await eventually(
        harness,
        () => other.inventory({ newerThan: harness.monotonic() - 1 }),
        inventory => refs.every(ref => inventory.get(ref) !== undefined),
        { limitMs: 120_000, everyMs: 2000 },
      );
    };

    run('knows nothing of what nobody asked for', async () => {
      expect(
        await harness.done(harness.provider.find(order('never'))),
      ).toBeUndefined();
    });

    run('is pending at once, for this process and the next', async () => {
      const { ref } = await request(order('shop'));

      const own = await harness.done(harness.provider.find(order('shop')));
      const detail = await harness.done(harness.provider.describe(ref));

      expect(own).toMatchObject({
        ref,
        names: order('shop').names,
        status: { kind: 'pending' },
        inUse: false,
      });
      expect(detail).toMatchObject({
        ref,
        status: { kind: 'pending' },
        owner: order('shop').owner,
      });
      const other = harness.another();
      await eventually(
        harness,
        () => other.find(order('shop')),
        found => found?.ref === ref,
        {
          limitMs: 600_000,
          everyMs: 20_000,
        },
      );
    });

    run(
      'answers the same order with the same certificate, in any process',
      async () => {
        const first = await request(order('shop'));
        const second = await request(order('shop'));
        const third = await request(order('shop'), harness.another());

        expect([second.ref, third.ref]).toEqual([first.ref, first.ref]);
      },
    );

    run(
      'finds what another process asked for after it had looked, when it has to look anew',
      async () => {
        await harness.done(harness.provider.inventory());
        const other = harness.another();
        const { ref } = await request(order('shop'), other);
        await listed([ref]);
        const newerThan = harness.monotonic();

        const found = await harness.done(
          harness.provider.find(order('shop'), { newerThan }),
        );

        expect(found).toMatchObject({ ref, owner: order('shop').owner });
      },
    );

    run(
      'lacks nothing of an identity in a fresh process when owners have to be known',
      async () => {
        const wanted = order('shop');
        const refs = [];
        for (const label of ['a', 'b', 'c']) {
          const names = [`${label}.${harness.domain}`];
          refs.push((await request({ ...wanted, names })).ref);
        }
        await listed(refs);

        const inventory = await harness.done(
          harness.another().inventory({ ownersKnown: true }),
        );

        expect(
          inventory
            .ownedBy(wanted.owner.identity)
            .map(({ ref }) => ref)
            .sort(),
        ).toEqual(refs.sort());
      },
    );

    run('makes another certificate for another attempt', async () => {
      const wanted = order('shop');
      const first = await request(wanted);
      const second = await request({
        ...wanted,
        owner: { ...wanted.owner, attempt: 2 },
      });

      expect(second.ref).not.toBe(first.ref);
      expect(await harness.done(harness.provider.find(wanted))).toMatchObject({
        ref: first.ref,
      });
      const inventory = await harness.done(harness.provider.inventory());
      const attempts = inventory
        .ownedBy(wanted.owner.identity)
        .map(({ owner }) => owner?.attempt);
      expect(attempts.sort()).toEqual([1, 2]);
    });

    run('makes certificates of the key algorithm asked for', async () => {
      const wanted = order('shop', { keyAlgorithm: 'EC_prime256v1' });
      const { ref } = await request(wanted);
      const other = harness.another();

      const found = await eventually(
        harness,
        () => other.find(wanted),
        answer => answer !== undefined,
        {
          limitMs: 600_000,
          everyMs: 20_000,
        },
      );

      expect(found).toMatchObject({ ref, keyAlgorithm: 'EC_prime256v1' });
    });

    run('finds what it asked for when the answer was lost', async () => {
      if (!harness.loseNextAnswer) return;
      harness.loseNextAnswer();
      await expect(request(order('shop'))).rejects.toMatchObject({
        code: 'unavailable',
      });

      const found = await eventually(
        harness,
        () => harness.provider.find(order('shop')).catch(() => undefined),
        answer => answer !== undefined,
        { limitMs: 60_000, everyMs: 5000 },
      );
      const again = await request(order('shop'));

      expect(again.ref).toBe(found!.ref);
    });

    run('asks for one record for a name and its wildcard', async () => {
      if (harness.provider.capabilities.validation !== 'record') return;
      const apex = `shop.${harness.domain}`;
      const { ref } = await request(
        order('shop', { names: [apex, `*.${apex}`] }),
      );

      const validation = await records(ref);

      expect(validation).toHaveLength(1);
      expect(validation[0].name.endsWith(`.${apex}`)).toBe(true);
      expect(validation[0].value).toMatch(/\./);
    });

    run('is issued once its records are published, and says so', async () => {
      const changes: string[] = [];
      harness.provider.onChange(({ ref }) => changes.push(ref));

      const ref = await issued(order('shop'));

      const detail = await harness.done(harness.provider.describe(ref));
      expect(detail).toMatchObject({
        status: { kind: 'issued' },
        names: order('shop').names,
      });
      expect(detail!.notAfter!).toBeGreaterThan(detail!.notBefore!);
      expect(changes).toContain(ref);
    });

    run(
      'finds what covers names: exactly or by a wildcard for one label',
      async () => {
        const wildcard = await issued(
          order('any', { names: [`*.apps.${harness.domain}`] }),
        );

        const inventory = await harness.done(harness.provider.inventory());

        const refs = (...names: string[]) =>
          inventory.covering(names).map(({ ref }) => ref);
        expect(
          refs(`a.apps.${harness.domain}`, `b.apps.${harness.domain}`),
        ).toContain(wildcard);
        expect(refs(`*.apps.${harness.domain}`)).toContain(wildcard);
        expect(refs(`a.b.apps.${harness.domain}`)).not.toContain(wildcard);
        expect(refs(`apps.${harness.domain}`)).not.toContain(wildcard);
      },
    );

    run(
      'tells nothing about whose a foreign certificate is, and does not delete it',
      async () => {
        const ref = await harness.foreign(`foreign.${harness.domain}`);

        const inventory = await harness.done(
          harness.provider.inventory({ newerThan: harness.monotonic() }),
        );
        const deletion = harness.done(
          harness.provider.delete(ref, order('foreign').owner.identity),
        );

        expect(inventory.get(ref)?.owner).toBeUndefined();
        await expect(deletion).rejects.toMatchObject({
          name: 'ProviderError',
          code: 'invalid',
        });
        expect(
          await harness.done(harness.another().describe(ref)),
        ).toBeDefined();
      },
    );

    run('does not delete for another identity', async () => {
      const wanted = order('shop');
      const ref = await issued(wanted);

      const deletion = harness.done(
        harness
          .another()
          .delete(ref, { ...wanted.owner.identity, namespace: 'someone-else' }),
      );

      await expect(deletion).rejects.toMatchObject({
        name: 'ProviderError',
        code: 'invalid',
      });
    });

    run(
      'deletes for its owner, in any process, and says when it was gone already',
      async () => {
        const wanted = order('shop');
        const ref = await issued(wanted);
        const other = harness.another();

        expect(
          await harness.done(other.delete(ref, wanted.owner.identity)),
        ).toEqual({ kind: 'deleted' });
        expect(
          await harness.done(other.delete(ref, wanted.owner.identity)),
        ).toEqual({ kind: 'gone' });
        expect(await harness.done(other.find(wanted))).toBeUndefined();
        expect(await harness.done(other.describe(ref))).toBeUndefined();
      },
    );

    run('does not delete what is in use, and does afterwards', async () => {
      if (!harness.use) return;
      const wanted = order('shop');
      const ref = await issued(wanted);
      await harness.use(ref, true);
      const isUsed = (value: boolean) =>
        eventually(
          harness,
          async () =>
            (
              await harness.provider.inventory({
                newerThan: harness.monotonic() - 1,
              })
            ).get(ref)?.inUse,
          answer => answer === value,
          { limitMs: 120_000, everyMs: 2000 },
        );
      await isUsed(true);

      const refused = await harness.done(
        harness.provider.delete(ref, wanted.owner.identity),
      );
      await harness.use(ref, false);
      await isUsed(false);
      await harness.pass(6000);
      const deleted = await harness.done(
        harness.provider.delete(ref, wanted.owner.identity),
      );

      expect(refused).toEqual({ kind: 'inUse', usedBy: [expect.any(String)] });
      expect(deleted).toEqual({ kind: 'deleted' });
    });

    run('says that there is no such certificate', async () => {
      const { ref } = await request(order('shop'));
      const unknown = ref
        .replace(/[0-9a-f]{4}$/, 'ffff')
        .replace(/-\d+$/, '-999999');

      expect(
        await harness.done(harness.provider.describe(unknown)),
      ).toBeUndefined();
    });

    run('asks for nothing when the gate is closed', async () => {
      const closed = harness.done(
        harness.withClosedGate().request(order('shop')),
      );

      await expect(closed).rejects.toMatchObject({ code: 'GateClosed' });
      await harness.pass(10_000);
      expect(
        await harness.done(harness.another().find(order('shop'))),
      ).toBeUndefined();
    });

    run('tells how it is', async () => {
      await harness.done(harness.provider.inventory());

      const health = harness.provider.health();

      expect(health.failing).toBeUndefined();
      expect(health.lastSuccess).toEqual(expect.any(Number));
      expect(health.views.length).toBeGreaterThan(0);
    });

    finish();
  });
}
