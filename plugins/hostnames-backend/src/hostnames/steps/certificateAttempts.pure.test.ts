import { NOW, certificate, identity } from '../testWorld/builders';
import {
  backoffEnds,
  nextAttempt,
  standingCertificate,
} from './certificateAttempts.pure';

const HOUR = 3_600_000;
const waits = { certificateRetry: HOUR, certificateRetryMost: 32 * HOUR };
const after = (count: number) =>
  (backoffEnds({ count, lastFailure: new Date(NOW).toISOString() }, waits)! -
    NOW) /
  HOUR;

describe('backoffEnds', () => {
  it('waits from 1 h to 32 h', () => {
    expect([1, 2, 3, 4, 5, 6, 20].map(after)).toEqual([1, 2, 4, 8, 32, 32, 32]);
  });

  it('allows six attempts in any three days, however fast they fail', () => {
    const attempts = [0];
    for (let count = 1; count < 12; count++) {
      attempts.push(attempts[count - 1] + after(count));
    }

    for (const from of attempts) {
      const within = attempts.filter(at => at >= from && at < from + 72);
      expect(within.length).toBeLessThanOrEqual(6);
    }
    expect(attempts.filter(at => at < 72)).toHaveLength(6);
  });

  it('is nothing when none has failed', () => {
    expect(backoffEnds(undefined, waits)).toBeUndefined();
    expect(backoffEnds({ count: 1 }, waits)).toBeUndefined();
    expect(
      backoffEnds(
        { count: 0, lastFailure: new Date(NOW).toISOString() },
        waits,
      ),
    ).toBeUndefined();
    expect(nextAttempt(undefined)).toBe(1);
    expect(nextAttempt({ count: 3 })).toBe(4);
  });
});

describe('standingCertificate', () => {
  const order = {
    owner: { identity, attempt: 1 },
    names: ['b.example.com', 'a.example.com'],
    keyAlgorithm: 'EC_prime256v1' as const,
  };
  const names = ['a.example.com', 'b.example.com'];
  const failed = (attempt: number) =>
    certificate({
      ref: `arn:${attempt}`,
      names,
      status: { kind: 'failed', reason: 'CAA_ERROR' },
      owner: { identity, attempt },
    });

  it('is, after a lost status, the last attempt there is, also a failed one that nobody has noted', () => {
    expect(
      standingCertificate(
        order,
        { owned: [failed(1), failed(3), failed(2)] },
        undefined,
        waits,
        NOW,
      )?.ref,
    ).toBe('arn:3');
  });

  it('is none when the noted failure is over', () => {
    const attempts = {
      count: 3,
      lastFailure: new Date(NOW - 4 * HOUR).toISOString(),
    };
    expect(
      standingCertificate(order, { owned: [failed(3)] }, attempts, waits, NOW),
    ).toBeUndefined();
  });

  it('is the failed one that nobody has noted, however long ago the one before it failed', () => {
    const attempts = {
      count: 3,
      lastFailure: new Date(NOW - 4 * HOUR).toISOString(),
    };

    expect(
      standingCertificate(order, { owned: [failed(4)] }, attempts, waits, NOW)
        ?.ref,
    ).toBe('arn:4');
  });

  it('counts one that carries no attempt as the first', () => {
    const attempts = {
      count: 1,
      lastFailure: new Date(NOW - 1 * HOUR).toISOString(),
    };
    const unmarked = { ...failed(1), owner: undefined };

    expect(
      standingCertificate(order, { owned: [unmarked] }, attempts, waits, NOW),
    ).toBeUndefined();
  });

  it('has the same names in whatever order the authority lists them', () => {
    const issued = certificate({ names: [...names].reverse() });

    expect(
      standingCertificate(
        { ...order, names },
        { owned: [issued] },
        undefined,
        waits,
        NOW,
      ),
    ).toBe(issued);
  });

  it('is an issued one whatever failed before it', () => {
    const issued = certificate({ names, owner: { identity, attempt: 4 } });
    expect(
      standingCertificate(
        order,
        { owned: [failed(3), issued] },
        { count: 3, lastFailure: new Date(NOW).toISOString() },
        waits,
        NOW,
      ),
    ).toBe(issued);
  });
});
