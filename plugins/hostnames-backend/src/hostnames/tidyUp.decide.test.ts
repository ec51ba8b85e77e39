import { certificate } from './testWorld/builders';
import { decideTidy } from './tidyUp.decide';

describe('decideTidy', () => {
  const facts = {
    current: 'new',
    owned: [certificate({ ref: 'new', inUse: true })],
    gateway: 'gw-02',
    configured: [],
    settledFor: 60_000,
    drain: 60_000,
  };
  const old = certificate({ ref: 'old' });

  it.each([
    ['nothing is left', {}, { kind: 'nothing' }],
    [
      'another certificate beside the new one',
      { configured: [{ gateway: 'gw-02', certificates: ['new', 'old'] }] },
      {
        kind: 'act',
        action: { kind: 'detach', gateway: 'gw-02', certificates: ['old'] },
      },
    ],
    [
      'the new certificate where it is to be',
      { configured: [{ gateway: 'gw-02', certificates: ['new'] }] },
      { kind: 'nothing' },
    ],
    [
      'the former gateway, a moment after the move',
      {
        configured: [{ gateway: 'gw-01', certificates: ['new'] }],
        settledFor: 10_000,
      },
      { kind: 'wait', checkAfter: 50_000 },
    ],
    [
      'the former gateway, later',
      { configured: [{ gateway: 'gw-01', certificates: ['new'] }] },
      {
        kind: 'act',
        action: { kind: 'detach', gateway: 'gw-01', certificates: ['new'] },
      },
    ],
    [
      'another certificate on the former gateway, a moment after the move',
      {
        configured: [
          { gateway: 'gw-01', certificates: ['old'] },
          { gateway: 'gw-02', certificates: ['new'] },
        ],
        settledFor: 10_000,
      },
      { kind: 'wait', checkAfter: 50_000 },
    ],
    [
      'another certificate on the former gateway, later',
      {
        configured: [
          { gateway: 'gw-02', certificates: ['new'] },
          { gateway: 'gw-01', certificates: ['old'] },
        ],
      },
      {
        kind: 'act',
        action: { kind: 'detach', gateway: 'gw-01', certificates: ['old'] },
      },
    ],
    [
      'the old certificate, in use',
      { owned: [...facts.owned, { ...old, inUse: true }] },
      { kind: 'wait', checkAfter: 15_000 },
    ],
    [
      'the old certificate',
      { owned: [...facts.owned, old] },
      { kind: 'act', action: { kind: 'deleteCertificate', ref: 'old' } },
    ],
  ])('%s', (_sentence, given, decision) => {
    expect(decideTidy({ ...facts, ...given })).toEqual(decision);
  });
});
