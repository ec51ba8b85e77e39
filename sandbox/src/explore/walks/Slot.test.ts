import { FIRST_SPEC, manifestSpec, outcomeOf, wish } from './Slot';

const slot = { name: 's0', namespace: 'shop', hostname: 's0.example.com' };

describe('what a manifest asks for', () => {
  it('leaves out what is not set', () => {
    expect(manifestSpec(slot, FIRST_SPEC)).toEqual({
      hostname: 's0.example.com',
      environment: 'prod',
      gatewayClass: 'alb-public',
    });
    expect(
      manifestSpec(slot, {
        ...FIRST_SPEC,
        additionalNames: ['a.@'],
        wwwRedirect: false,
      }),
    ).toMatchObject({
      certificate: { additionalNames: ['a.s0.example.com'] },
      dns: { wwwRedirect: false },
    });
  });

  it.each([
    [{ visibility: 'internet-facing' as const }, true],
    [{ label: 'one', note: 'two' }, true],
    [{ deletionPolicy: 'Retain' as const }, true],
    [{ records: ['A' as const, 'AAAA' as const] }, true],
    [{ visibility: 'internal' as const }, false],
    [{ records: ['A' as const] }, false],
    [{ additionalNames: ['a.@'] }, false],
  ])('%j is the same wish: %s', (change, same) => {
    const changed = wish(slot, { ...FIRST_SPEC, ...change });

    expect(changed === wish(slot, FIRST_SPEC)).toBe(same);
  });

  it.each([
    [{}, { kind: 'live' }],
    [{ allowNamespace: false }, { kind: 'disabled' }],
    [
      { gatewayClass: 'nowhere' },
      { kind: 'refused', reasons: ['ProfileUnknown'] },
    ],
    [
      { additionalNames: ['a..@'], allowNamespace: false },
      { kind: 'refused', reasons: ['HostnameInvalid'] },
    ],
  ])('%j ends %j', (change, outcome) => {
    expect(outcomeOf({ ...FIRST_SPEC, ...change })).toEqual(outcome);
  });
});
