import {
  Given,
  decide,
  rival,
  summary,
} from '../../__testUtils__/claimDecisions';
import {
  claim,
  foreignOwnership,
  ownership,
  place,
} from '../testWorld/builders';

const EARLIER = '2026-01-01T11:00:00Z';
const other = { namespace: 'other', name: 'mine', uid: 'uid-2' };
const elsewhere = { cluster: 'green', owner: { namespace: 'a', name: 'b' } };
const held = ownership({ state: 'held' });
const ours = { hostname: 'example.com', namespaces: ['shop'] };
const theirs = { hostname: 'example.com', namespaces: ['a'] };

describe('decideClaim beside wildcards and delegations, word for word', () => {
  it.each<[string, Given, string, string]>([
    [
      'it is delegated to others',
      { delegation: theirs },
      'blocked · NotAllowed · and Denied True',
      'shop.example.com is delegated with example.com to other namespaces. Ask the platform team, or choose another hostname.',
    ],
    [
      'it is delegated to others, our TXT pending',
      { delegation: theirs, claim: claim(), ownership: ownership() },
      'blocked · NotAllowed · and Denied True',
      'shop.example.com is delegated with example.com to other namespaces. Ask the platform team, or choose another hostname.',
    ],
    [
      'it is delegated to others, another’s TXT held',
      {
        delegation: theirs,
        ownership: ownership({ ...elsewhere, state: 'held' }),
      },
      'blocked · NotAllowed · and Denied True',
      'shop.example.com is delegated with example.com to other namespaces. Ask the platform team, or choose another hostname.',
    ],
    [
      'it is delegated to us',
      { delegation: ours },
      'act · WaitingForZone · do createClaim shop.example.com',
      'shop.example.com is being claimed.',
    ],
    [
      'a wildcard over it is held',
      { rivals: [rival('*.example.com', 'held')] },
      'blocked · HeldByOther · and Denied True',
      '*.example.com, which covers shop.example.com, is held by another request without a named owner. Ask the platform team to release it, or choose another hostname.',
    ],
    [
      'a wildcard over it is held by a known team elsewhere',
      {
        rivals: [
          {
            ...rival('*.example.com', 'held'),
            holder: {
              owner: 'group:default/a',
              cluster: 'green',
              since: EARLIER,
            },
          },
        ],
      },
      'blocked · HeldInOtherCluster · and Denied True',
      '*.example.com, which covers shop.example.com, is held by group:default/a in cluster green since 2026-01-01T11:00:00Z. Ask group:default/a to release it, or choose another hostname.',
    ],
    [
      'a wildcard over it is pending',
      {
        claim: claim(),
        ownership: ownership(),
        rivals: [rival('*.example.com', 'pending')],
      },
      'wait · WaitingForZone · after 5000 ms',
      '*.example.com, which covers shop.example.com, is being claimed; it is waited for.',
    ],
    [
      'we are pending under a held wildcard',
      {
        claim: claim(),
        ownership: ownership(),
        rivals: [rival('*.example.com', 'held')],
      },
      'act · HeldByOther · do withdraw shop.example.com from own',
      '*.example.com is held by somebody else; the claim on shop.example.com is withdrawn.',
    ],
    [
      'we hold it under a held wildcard',
      {
        claim: claim(),
        ownership: held,
        granted: true,
        rivals: [rival('*.example.com', 'held')],
      },
      'satisfied · FirstCome',
      'shop.example.com is held by this request.',
    ],
    [
      'a wildcard over it is released',
      { rivals: [rival('*.example.com', 'released')] },
      'act · WaitingForZone · do createClaim shop.example.com',
      'shop.example.com is being claimed.',
    ],
    [
      'our wildcard is pending over a pending name',
      {
        place: place('*.example.com'),
        claim: claim(),
        ownership: ownership({}, '*.example.com'),
        rivals: [rival('a.example.com', 'pending')],
      },
      'act · HeldByOther · do withdraw *.example.com from own',
      'a.example.com is held by somebody else; the claim on *.example.com is withdrawn.',
    ],
    [
      'our wildcard is new over a held name',
      {
        place: place('*.example.com'),
        rivals: [rival('a.example.com', 'held')],
      },
      'blocked · HeldByOther · and Denied True',
      'a.example.com, which is covered by *.example.com, is held by another request without a named owner. Ask the platform team to release it, or choose another hostname.',
    ],
    [
      'our wildcard has its claim over a pending name, and no TXT',
      {
        place: place('*.example.com'),
        claim: claim(),
        rivals: [rival('a.example.com', 'pending')],
      },
      'act · HeldByOther · do withdraw *.example.com',
      'a.example.com is held by somebody else; the claim on *.example.com is withdrawn.',
    ],
    [
      'it is lost, and still granted',
      {
        claim: claim({ owner: other }),
        grantedNames: ['shop.example.com', 'www.example.com'],
      },
      'act · HeldByOther · do grant hostnames www.example.com',
      'The right of namespace shop to route shop.example.com is being taken back.',
    ],
    [
      'it is lost, and others are granted',
      { claim: claim({ owner: other }), grantedNames: ['www.example.com'] },
      'blocked · HeldByOther · and Denied True',
      'shop.example.com is held by another request without a named owner. Ask the platform team to release it, or choose another hostname.',
    ],
    [
      'it waits, and is still granted',
      {
        claim: claim(),
        ownership: ownership(),
        rivals: [rival('*.example.com', 'pending')],
        grantedNames: ['shop.example.com'],
      },
      'wait · WaitingForZone · after 5000 ms',
      '*.example.com, which covers shop.example.com, is being claimed; it is waited for.',
    ],
    [
      'the records are not ours, and it is still granted',
      { ownership: foreignOwnership, grantedNames: ['shop.example.com'] },
      'blocked · RecordNotOurs · after 300000 ms',
      'shop.example.com has records that were not written here and are never changed: TXT shop._hostmaster.example.com. Remove them if they are no longer needed, let the platform team adopt them, or choose another hostname.',
    ],
  ])('%s', (_sentence, given, decision, message) => {
    expect(summary(decide(given))).toBe(decision);
    expect(decide(given).message).toBe(message);
  });
});
