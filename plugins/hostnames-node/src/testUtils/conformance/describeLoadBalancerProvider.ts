/* eslint-disable jest/no-export, jest/no-standalone-expect, jest/expect-expect, jest/valid-title, jest/no-disabled-tests --
 * a suite for others to run: its tests are declared by functions */
import { LoadBalancerProvider } from '../../providers/loadBalancers';
import { ConformanceOptions, ProviderHarness, casesFor } from './Conformance';

/** @public */
export interface LoadBalancerHarness
  extends ProviderHarness<LoadBalancerProvider> {
  /** An active load balancer with an HTTPS listener on 443 that has these many certificates, the first as default. */
  create(
    certificates: number,
  ): Promise<{ ref: string; dnsName: string; certificates: string[] }>;
  /** Adds one more certificate to the listener on 443; its reference. */
  attach(loadBalancerRef: string): Promise<string>;
}

/**
 * What every LoadBalancerProvider must do, as tests. `setup` is called before each of them.
 *
 * @public
 */
export function describeLoadBalancerProvider(
  name: string,
  setup: () => Promise<LoadBalancerHarness>,
  options: ConformanceOptions = {},
): void {
  describe(`${name} as a LoadBalancerProvider`, () => {
    let harness: LoadBalancerHarness;
    beforeEach(async () => {
      harness = await setup();
    }, options.timeoutMs);
    afterEach(() => harness?.stop());
    const { run, finish } = casesFor(options);

    run('finds a load balancer by its name, in any spelling', async () => {
      const { ref, dnsName } = await harness.create(1);

      const found = await harness.done(
        harness.provider.byDnsName(`${dnsName.toUpperCase()}.`),
      );

      expect(found).toMatchObject({
        ref,
        state: 'active',
        hostedZoneId: expect.stringMatching(/^Z/),
      });
      expect(found!.dnsName.toLowerCase()).toBe(dnsName.toLowerCase());
    });

    run('says that there is none of a name', async () => {
      expect(
        await harness.done(harness.provider.byDnsName('none.example.com')),
      ).toBeUndefined();
    });

    run(
      'sees a load balancer that is made later, when asked for something newer',
      async () => {
        await harness.done(harness.provider.byDnsName('none.example.com'));
        const { ref, dnsName } = await harness.create(1);

        const found = await harness.done(
          harness.provider.byDnsName(dnsName, {
            newerThan: harness.monotonic(),
          }),
        );

        expect(found).toMatchObject({ ref });
      },
    );

    run(
      'has the default certificate and the others of the listener',
      async () => {
        const { ref, certificates } = await harness.create(3);

        const held = await harness.done(
          harness.provider.listenerCertificates(ref, 443),
        );

        expect([...held!].sort()).toEqual([...certificates].sort());
      },
    );

    run('says that there is no listener on a port', async () => {
      const { ref } = await harness.create(1);

      expect(
        await harness.done(harness.provider.listenerCertificates(ref, 8443)),
      ).toBeUndefined();
    });

    run(
      'sees a certificate that was added, when asked for something newer',
      async () => {
        const { ref } = await harness.create(1);
        await harness.done(harness.provider.listenerCertificates(ref, 443));
        const added = await harness.attach(ref);

        const held = await harness.done(
          harness.provider.listenerCertificates(ref, 443, {
            newerThan: harness.monotonic(),
          }),
        );

        expect(held!.has(added)).toBe(true);
      },
    );

    run('tells how it is', async () => {
      await harness.done(harness.provider.byDnsName('none.example.com'));

      expect(harness.provider.health()).toMatchObject({
        lastSuccess: expect.any(Number),
        budgets: expect.any(Array),
      });
    });

    finish();
  });
}
