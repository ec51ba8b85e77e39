import { Given, decide, summary } from '../../__testUtils__/claimDecisions';
import { NOW, claim, foreignOwnership, ownership } from '../testWorld/builders';

const NOW_TEXT = new Date(NOW).toISOString();
const LATER = '2026-01-01T13:00:00Z';
const EARLIER = '2026-01-01T11:00:00Z';
const mine = { namespace: 'shop', name: 'shop', uid: 'uid-1' };
const other = { namespace: 'other', name: 'mine', uid: 'uid-2' };
const elsewhere = { cluster: 'green', owner: { namespace: 'a', name: 'b' } };
const held = ownership({ state: 'held' });
const ours = { hostname: 'example.com', namespaces: ['shop'] };

describe('decideClaim, word for word', () => {
  it.each<[string, Given, string, string]>([
    [
      'nobody has it',
      {},
      'act · WaitingForZone · do createClaim shop.example.com',
      'shop.example.com is being claimed.',
    ],
    [
      'the claim is ours',
      { claim: claim() },
      'act · WaitingForZone · do createOwnership shop.example.com owns nothing',
      'The ownership record of shop.example.com is being written.',
    ],
    [
      'our TXT was lost',
      { claim: claim(), lostMarks: ['A'] },
      'act · WaitingForZone · do createOwnership shop.example.com owns A',
      'The ownership record of shop.example.com is being written.',
    ],
    [
      'our TXT is pending',
      { claim: claim(), ownership: ownership() },
      'act · WaitingForZone · do moveOwnership shop.example.com from own state held',
      'The zone shows nobody else with shop.example.com; it is being held.',
    ],
    [
      'our TXT is held, no grant',
      { claim: claim(), ownership: held },
      'act · FirstCome · do grant hostnames shop.example.com',
      'The grant of namespace shop is being written.',
    ],
    [
      'our TXT is held, granted',
      { claim: claim(), ownership: held, granted: true },
      'satisfied · FirstCome',
      'shop.example.com is held by this request.',
    ],
    [
      'held, and delegated to others since',
      {
        claim: claim(),
        ownership: held,
        granted: true,
        delegation: { ...ours, namespaces: ['other'] },
      },
      'satisfied · FirstCome',
      'shop.example.com is held by this request.',
    ],
    [
      'held and granted by delegation',
      { claim: claim(), ownership: held, granted: true, delegation: ours },
      'satisfied · Granted',
      'shop.example.com was delegated to this namespace with example.com and is held by this request.',
    ],
    [
      'our TXT was released',
      { claim: claim(), ownership: ownership({ state: 'released' }) },
      'act · WaitingForZone · do moveOwnership shop.example.com from own state pending',
      'shop.example.com is being taken back.',
    ],
    [
      'the claim is of an earlier incarnation',
      { claim: claim({ owner: { ...mine, uid: 'old' } }) },
      'act · WaitingForZone · do takeClaim shop.example.com',
      'The claim on shop.example.com is being taken over.',
    ],
    [
      'the claim is ours and released',
      { claim: claim({ state: 'released' }) },
      'act · WaitingForZone · do takeClaim shop.example.com',
      'The claim on shop.example.com is being taken over.',
    ],
    [
      'the claim is our namespace’s and released',
      {
        claim: claim({
          state: 'released',
          owner: { ...mine, name: 'former' },
          releasedUntil: LATER,
        }),
      },
      'act · WaitingForZone · do takeClaim shop.example.com',
      'The claim on shop.example.com is being taken over.',
    ],
    [
      'the claim is our namespace’s and held',
      { claim: claim({ owner: { ...mine, name: 'former' } }) },
      'blocked · HeldByOther · and Denied True',
      'shop.example.com is held by another request without a named owner. Ask the platform team to release it, or choose another hostname.',
    ],
    [
      'the claim is of our name elsewhere',
      { claim: claim({ owner: { ...mine, namespace: 'other' } }) },
      'blocked · HeldByOther · and Denied True',
      'shop.example.com is held by another request without a named owner. Ask the platform team to release it, or choose another hostname.',
    ],
    [
      'the claim delegates to us',
      {
        claim: claim({
          state: undefined,
          owner: undefined,
          delegate: { namespaces: ['shop'] },
        }),
        delegation: ours,
      },
      'act · WaitingForZone · do takeClaim shop.example.com',
      'The claim on shop.example.com is being taken over.',
    ],
    [
      'the claim is another’s, the TXT ours and pending',
      { claim: claim({ owner: other }), ownership: ownership() },
      'act · WaitingForZone · do takeClaim shop.example.com',
      'The claim on shop.example.com is being taken over.',
    ],
    [
      'the claim is another’s, the TXT ours and released',
      {
        claim: claim({ owner: other }),
        ownership: ownership({ state: 'released' }),
      },
      'blocked · HeldByOther · and Denied True',
      'shop.example.com is held by another request without a named owner. Ask the platform team to release it, or choose another hostname.',
    ],
    [
      'the claim is another’s',
      { claim: claim({ owner: other }) },
      'blocked · HeldByOther · and Denied True',
      'shop.example.com is held by another request without a named owner. Ask the platform team to release it, or choose another hostname.',
    ],
    [
      'the claim is a known team’s',
      {
        claim: claim({ owner: other }),
        claimHolder: { owner: 'group:default/a', since: EARLIER },
      },
      'blocked · HeldByOther · and Denied True',
      'shop.example.com is held by group:default/a since 2026-01-01T11:00:00Z. Ask group:default/a to release it, or choose another hostname.',
    ],
    [
      'another’s claim cools down',
      {
        claim: claim({ owner: other, state: 'released', releasedUntil: LATER }),
      },
      'wait · CoolingDown · after 3601000 ms',
      'shop.example.com was released by its former owner and is kept for them until 2026-01-01T13:00:00Z.',
    ],
    [
      'another’s claim cools down to this moment',
      {
        claim: claim({
          owner: other,
          state: 'released',
          releasedUntil: NOW_TEXT,
        }),
      },
      'act · WaitingForZone · do removeClaim',
      'The former claim on shop.example.com has ended and is being removed.',
    ],
    [
      'another’s claim has cooled down',
      {
        claim: claim({
          owner: other,
          state: 'released',
          releasedUntil: EARLIER,
        }),
      },
      'act · WaitingForZone · do removeClaim',
      'The former claim on shop.example.com has ended and is being removed.',
    ],
    [
      'another’s claim is released without an end',
      { claim: claim({ owner: other, state: 'released' }) },
      'act · WaitingForZone · do removeClaim',
      'The former claim on shop.example.com has ended and is being removed.',
    ],
    [
      'the TXT is held in another cluster',
      {
        ownership: ownership({ ...elsewhere, state: 'held' }),
        ownershipHolder: { cluster: 'green' },
      },
      'blocked · HeldInOtherCluster · and Denied True',
      'shop.example.com is held by another request without a named owner in cluster green. Ask the platform team to release it, or choose another hostname.',
    ],
    [
      'the TXT is held by another here',
      {
        ownership: ownership({
          owner: { namespace: 'a', name: 'b' },
          state: 'held',
        }),
        ownershipHolder: { owner: 'group:default/a' },
      },
      'blocked · HeldByOther · and Denied True',
      'shop.example.com is held by group:default/a. Ask group:default/a to release it, or choose another hostname.',
    ],
    [
      'the TXT is held by nobody known',
      { ownership: ownership({ ...elsewhere, state: 'held' }) },
      'blocked · HeldByOther · and Denied True',
      'shop.example.com is held by another request without a named owner. Ask the platform team to release it, or choose another hostname.',
    ],
    [
      'another’s TXT cools down',
      {
        ownership: ownership({ ...elsewhere, state: 'released', until: LATER }),
      },
      'wait · CoolingDown · after 3601000 ms',
      'shop.example.com was released by its former owner and is kept for them until 2026-01-01T13:00:00Z.',
    ],
    [
      'another’s TXT has cooled down',
      {
        claim: claim(),
        ownership: ownership({
          ...elsewhere,
          state: 'released',
          until: EARLIER,
        }),
      },
      'act · WaitingForZone · do replaceOwnership shop.example.com from other',
      'The ownership record of the former owner of shop.example.com is being replaced.',
    ],
    [
      'another’s TXT is released without an end',
      {
        claim: claim(),
        ownership: ownership({ ...elsewhere, state: 'released' }),
      },
      'act · WaitingForZone · do replaceOwnership shop.example.com from other',
      'The ownership record of the former owner of shop.example.com is being replaced.',
    ],
    [
      'our namespace’s TXT is released, cooling down',
      {
        claim: claim(),
        ownership: ownership({
          owner: { namespace: 'shop', name: 'former' },
          state: 'released',
          until: LATER,
        }),
      },
      'act · WaitingForZone · do replaceOwnership shop.example.com from other',
      'The ownership record of the former owner of shop.example.com is being replaced.',
    ],
    [
      'our namespace’s TXT is released, the claim another’s and released',
      {
        claim: claim({ owner: other, state: 'released', releasedUntil: LATER }),
        ownership: ownership({
          owner: { namespace: 'shop', name: 'former' },
          state: 'released',
          until: LATER,
        }),
      },
      'act · WaitingForZone · do takeClaim shop.example.com',
      'The claim on shop.example.com is being taken over.',
    ],
    [
      'the TXT cannot be read',
      { ownership: foreignOwnership },
      'blocked · RecordNotOurs · after 300000 ms',
      'shop.example.com has records that were not written here and are never changed: TXT shop._hostmaster.example.com. Remove them if they are no longer needed, let the platform team adopt them, or choose another hostname.',
    ],
    [
      'somebody else has an address there',
      { foreign: [{ name: 'shop.example.com', type: 'A' }] },
      'blocked · RecordNotOurs · after 300000 ms',
      'shop.example.com has records that were not written here and are never changed: A shop.example.com. Remove them if they are no longer needed, let the platform team adopt them, or choose another hostname.',
    ],
    [
      'the namespace ends',
      { namespaceEnds: true },
      'wait · WaitingForZone · after 60000 ms',
      'The namespace shop is being deleted; nothing new is written for it.',
    ],
  ])('%s', (_sentence, given, decision, message) => {
    expect(summary(decide(given))).toBe(decision);
    expect(decide(given).message).toBe(message);
  });
});
