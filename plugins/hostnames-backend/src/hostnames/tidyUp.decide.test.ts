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
      { action: { kind: 'detach', certificates: ['old'] } },
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
      { action: { kind: 'detach', gateway: 'gw-01' } },
    ],
    [
      'the old certificate, in use',
      { owned: [...facts.owned, { ...old, inUse: true }] },
      { kind: 'wait' },
    ],
    [
      'the old certificate',
      { owned: [...facts.owned, old] },
      { action: { kind: 'deleteCertificate', ref: 'old' } },
    ],
  ])('%s', (_sentence, given, decision) => {
    expect(decideTidy({ ...facts, ...given })).toMatchObject(decision);
  });
});
