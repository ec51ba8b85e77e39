import { KubernetesError } from '@hostmaster/kubernetes-runtime';
import { LookAgainError } from '../hostnames/errors';
import { PassResult } from '../hostnames/Pass';
import { PassMeter } from './PassMeter';
import { noReconcilerMetrics } from './reconcilerMetrics';

function setUp() {
  const clock = { at: 0, monotonic: () => clock.at };
  const told: unknown[][] = [];
  const tell =
    (kind: string) =>
    (...values: unknown[]) =>
      void told.push([kind, ...values]);
  const meter = new PassMeter(
    {
      ...noReconcilerMetrics,
      pass: tell('pass'),
      step: tell('step'),
      failed: tell('failed'),
    },
    'prod',
    clock,
  );
  return { clock, told, meter };
}

const result = (
  ended: PassResult['ended'],
  error?: unknown,
): Promise<PassResult> =>
  Promise.resolve({ ended, error, subject: {} as PassResult['subject'] });

describe('PassMeter', () => {
  it('measures each step from the end of the one before', async () => {
    const { clock, told, meter } = setUp();

    await meter.measure(() => {
      clock.at = 1_000;
      meter.onStep('acceptRequest', 'finished', 'AsRequested');
      clock.at = 4_000;
      meter.onStep('claimHostname', 'waiting', 'CoolingDown');
      return result('waiting');
    });

    expect(told).toEqual([
      ['step', 'acceptRequest', 'finished', 'AsRequested', 1],
      ['step', 'claimHostname', 'waiting', 'CoolingDown', 3],
      ['pass', 'prod', 'waiting', 4],
    ]);
  });

  it.each([
    ['a step that looks again', new LookAgainError('changed')],
    ['a refused write', new KubernetesError('Conflict', 'changed')],
  ])('does not take %s for a failure', async (_title, error) => {
    const { told, meter } = setUp();

    await meter.measure(() => {
      meter.onStep('publishRecords', 'failed', 'Publishing');
      return result('failed', error);
    });

    expect(told).toEqual([
      ['step', 'publishRecords', 'repeated', '', 0],
      ['pass', 'prod', 'repeated', 0],
    ]);
  });

  it('counts an error with its own reason, at its step', async () => {
    const { told, meter } = setUp();

    await meter.measure(() => {
      meter.onStep('publishRecords', 'failed', 'Publishing');
      return result('failed', new KubernetesError('Forbidden', 'no'));
    });

    expect(told).toEqual([
      ['step', 'publishRecords', 'failed', 'AccessDenied', 0],
      ['failed', 'prod', 'publishRecords', 'AccessDenied'],
      ['pass', 'prod', 'failed', 0],
    ]);
  });

  it('counts what is thrown outside the steps, and throws it on', async () => {
    const { told, meter } = setUp();
    const error = new KubernetesError('Unavailable', 'away');

    await expect(
      meter.measure(async () => {
        meter.onStep('acceptRequest', 'finished', 'AsRequested');
        throw error;
      }),
    ).rejects.toBe(error);

    expect(told.slice(1)).toEqual([
      ['failed', 'prod', 'pass', 'ClusterUnavailable'],
      ['pass', 'prod', 'failed', 0],
    ]);
  });
});
