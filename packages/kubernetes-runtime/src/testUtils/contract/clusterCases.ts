import {
  coreEventKind,
  eventKind,
  leaseKind,
  microTime,
  namespaceKind,
  secretKind,
} from '../../client/coreKinds';
import { describeRights } from '../../client/describeRights';
import { systemClock } from '../../clock/systemClock';
import { createLeaseElector } from '../../leadership/createLeaseElector';
import {
  claimKind,
  ContractCase,
  eventually,
  refusal,
  requestKind,
} from './ContractContext';

/** Namespaces, events, leases and rights. @internal */
export function clusterCases(it: ContractCase): void {
  it(
    'namespace-deletion',
    'takes nothing new into a namespace that is being deleted',
    async ({ client, request, unique }) => {
      const name = unique('doomed');
      await client.create(namespaceKind, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name },
      });
      await eventually(() =>
        client.create(
          requestKind,
          request(
            'held',
            {},
            { namespace: name, finalizers: ['hostmaster.dev/a'] },
          ),
        ),
      );
      await client.delete(namespaceKind, { name });

      const namespace = await client.get(namespaceKind, { name });
      expect(namespace?.metadata.deletionTimestamp).toBeDefined();
      expect(namespace?.status?.phase).toBe('Terminating');
      await eventually(async () => {
        expect(
          await refusal(
            client.create(
              requestKind,
              request('late', {}, { namespace: name }),
            ),
          ),
        ).toBe('Forbidden');
      });
      await client.patch(
        requestKind,
        { namespace: name, name: 'held' },
        { type: 'merge', body: { metadata: { finalizers: null } } },
      );
      await client.delete(requestKind, { namespace: name, name: 'held' });
    },
  );

  it(
    'events',
    'shows an event in both of its groups',
    async ({ client, unique, namespace }) => {
      const name = unique('event');
      await client.create(eventKind, {
        apiVersion: 'events.k8s.io/v1',
        kind: 'Event',
        metadata: { namespace, name },
        eventTime: microTime(systemClock.now()),
        reportingController: 'hostmaster.dev/contract',
        reportingInstance: 'contract-1',
        action: 'Claim',
        reason: 'Claimed',
        type: 'Normal',
        note: 'The hostname was claimed',
        regarding: {
          apiVersion: 'hostmaster.dev/v1alpha1',
          kind: 'GatewayHostnameRequest',
          namespace,
          name: 'a',
        },
      });

      expect(
        await client.get(coreEventKind, { namespace, name }),
      ).toMatchObject({
        involvedObject: { kind: 'GatewayHostnameRequest', name: 'a' },
        reason: 'Claimed',
        message: 'The hostname was claimed',
      });
      expect(
        (await client.list(eventKind, { namespace })).items,
      ).toContainEqual(
        expect.objectContaining({
          note: 'The hostname was claimed',
          reason: 'Claimed',
        }),
      );
    },
  );

  it(
    'lease-compare-and-set',
    'lets one of two renewals of the same version win',
    async ({ client, unique, namespace }) => {
      const name = unique('lease');
      const lease = await client.create(leaseKind, {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { namespace, name },
        spec: {
          holderIdentity: 'nobody',
          leaseDurationSeconds: 15,
          renewTime: microTime(systemClock.now()),
        },
      });

      const outcomes = await Promise.allSettled(
        ['a', 'b', 'c'].map(holderIdentity =>
          client.replace(leaseKind, {
            ...lease,
            spec: { ...lease.spec, holderIdentity },
          }),
        ),
      );

      expect(
        outcomes.filter(({ status }) => status === 'fulfilled'),
      ).toHaveLength(1);
      const codes = outcomes.flatMap(outcome =>
        outcome.status === 'rejected' ? [outcome.reason.code] : [],
      );
      expect(codes).toEqual(['Conflict', 'Conflict']);
    },
  );

  it(
    'elector',
    'elects one leader, and hands over when it stops',
    async ({ client, createClient, unique, namespace }) => {
      const name = unique('elector');
      const durations = {
        leaseDuration: 3_000,
        renewDeadline: 2_000,
        retryPeriod: 300,
      };
      const contenders = ['a', 'b'].map(identity => {
        const stop = new AbortController();
        const elector = createLeaseElector({
          client,
          namespace,
          name,
          identity,
          ...durations,
        });
        const gated = createClient({ gate: elector.gate });
        return { elector, stop, gated, done: elector.run(stop.signal) };
      });
      try {
        await eventually(() =>
          expect(
            contenders.filter(({ elector }) => elector.isLeading()),
          ).toHaveLength(1),
        );
        const leader = contenders.find(({ elector }) => elector.isLeading())!;
        const other = contenders.find(({ elector }) => !elector.isLeading())!;
        const secret = {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { namespace, name },
        };
        expect(await refusal(other.gated.create(secretKind, secret))).toBe(
          'GateClosed',
        );
        await leader.gated.create(secretKind, secret);
        leader.stop.abort();
        await leader.done;
        expect(
          await refusal(leader.gated.delete(secretKind, { namespace, name })),
        ).toBe('GateClosed');

        await eventually(() => expect(other.elector.isLeading()).toBe(true));

        await other.gated.delete(secretKind, { namespace, name });
      } finally {
        contenders.forEach(({ stop }) => stop.abort());
        await Promise.all(contenders.map(({ done }) => done));
      }
    },
  );

  it('rights', 'answers what we may list and watch', async ({ client }) => {
    const rights = await describeRights(client, [
      requestKind,
      claimKind,
      secretKind,
    ]);

    expect(
      rights.map(({ list, watch, source }) => ({ list, watch, source })),
    ).toEqual(Array(3).fill({ list: true, watch: true, source: 'review' }));
  });
}
