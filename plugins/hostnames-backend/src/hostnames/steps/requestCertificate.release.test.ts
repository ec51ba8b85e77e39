import {
  createMemoryCertificates,
  MemoryCertificateWorld,
} from '@hostmaster/backstage-plugin-hostnames-node/testUtils';
import { VirtualClock } from '@hostmaster/kubernetes-runtime/testUtils';
import { ChainDeps } from '../ChainDeps';
import { Notes } from '../Notes';
import { identity, subject } from '../testWorld/builders';
import { releaseCertificate } from './requestCertificate.release';

const issued = (fields: object) => ({
  conditions: [{ type: 'CertificateIssued', status: 'True', ...fields }],
});

describe('releaseCertificate', () => {
  it('asks for nothing for ten seconds after the authority said that it is in use, whatever the description says', async () => {
    const clock = new VirtualClock();
    const provider = createMemoryCertificates({ clock, visibleAfterMs: 0 });
    await provider.request({
      owner: { identity, attempt: 1 },
      names: ['shop.example.com'],
      keyAlgorithm: 'EC_prime256v1',
    });
    const deletions: string[] = [];
    const deps = {
      clock,
      notes: new Notes(clock),
      providers: {
        certificates: () => ({
          ...provider,
          delete: async (ref: string) => {
            deletions.push(ref);
            return { kind: 'inUse' as const, usedBy: [] };
          },
        }),
      },
    } as unknown as ChainDeps;
    const request = subject();

    let calls = 0;
    for (let second = 0; second < 60; second++) {
      const before = provider.faults.count;
      const facts = await clock.waitFor(
        releaseCertificate.observe(request, deps),
      );
      calls += provider.faults.count - before;
      const known = {
        ...request,
        request: {
          ...request.request,
          status: {
            validationRecords: facts.certificates.flatMap(
              ({ detail }) => detail?.validationRecords ?? [],
            ),
          },
        },
      };
      const decision = releaseCertificate.decide(known, facts, clock.now());
      if (decision.kind === 'act') {
        await releaseCertificate.act(decision.action, known, deps);
      } else {
        expect(decision).toMatchObject({ kind: 'wait', reason: 'StillInUse' });
      }
      await clock.advance(1_000);
    }

    expect(deletions).toHaveLength(6);
    expect(calls).toBeLessThanOrEqual(6 * 4);
  });

  it.each<[string, object, number]>([
    ['nothing was told of the request yet', {}, 90_000],
    [
      'the certificate of the spec before the last change is issued',
      issued({ observedGeneration: 1 }),
      90_000,
    ],
    ['the certificate is issued', issued({ observedGeneration: 2 }), 0],
  ])(
    'waits for what a leader before may have requested: %s',
    async (_what, status, wait) => {
      const clock = new VirtualClock();
      const provider = createMemoryCertificates({
        clock,
        world: new MemoryCertificateWorld({ clock, visibleAfterMs: 90_000 }),
      });
      const deps = {
        clock,
        notes: new Notes(clock),
        providers: { certificates: () => provider },
      } as unknown as ChainDeps;
      const { request, ...rest } = subject();
      const deleted = {
        ...request,
        metadata: { ...request.metadata, generation: 3 },
        status,
      };

      const facts = await clock.waitFor(
        releaseCertificate.observe({ ...rest, request: deleted }, deps),
      );

      expect(facts.certificates).toEqual([]);
      expect(facts.unlistedFor).toBeGreaterThanOrEqual(Math.max(0, wait - 10));
      expect(facts.unlistedFor).toBeLessThanOrEqual(wait);
    },
  );
});
