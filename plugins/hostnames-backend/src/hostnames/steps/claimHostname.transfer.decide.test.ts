import {
  Given,
  decide,
  rival,
  summary,
} from '../../__testUtils__/claimDecisions';
import { claim, ownership } from '../testWorld/builders';

const LATER = '2026-01-01T13:00:00Z';
const elsewhere = { cluster: 'green', owner: { namespace: 'a', name: 'b' } };
const held = ownership({ state: 'held' });
const consented = ownership({ state: 'held', unknown: { to: 'green/a/b' } });
const offered = ownership({
  owner: { namespace: 'shop', name: 'former' },
  state: 'held',
  unknown: { to: 'prod/shop/shop' },
});
const theirs = { hostname: 'example.com', namespaces: ['a'] };

describe('decideClaim in a transfer, word for word', () => {
  it.each<[string, Given, string, string]>([
    [
      'the TXT is where this request agreed',
      {
        ownership: ownership({ ...elsewhere, state: 'held' }),
        agreed: ' green/a/b ',
      },
      'blocked · TransferredAway · and Denied True',
      "shop.example.com was handed over to green/a/b, as this request agreed. Delete this request and its routes a few minutes later, when resolvers have forgotten the way here: what it still has goes then, and nothing of the new holder's.",
    ],
    [
      'the TXT is where this request did not agree',
      {
        ownership: ownership({ ...elsewhere, state: 'held' }),
        agreed: 'green/a/c',
      },
      'blocked · HeldByOther · and Denied True',
      'shop.example.com is held by another request without a named owner. Ask the platform team to release it, or choose another hostname.',
    ],
    [
      'the TXT is in another installation that this request named',
      {
        ownership: ownership({
          ...elsewhere,
          installation: 'rival',
          state: 'held',
        }),
        agreed: 'green/a/b',
      },
      'blocked · HeldByOther · and Denied True',
      'shop.example.com is held by another request without a named owner. Ask the platform team to release it, or choose another hostname.',
    ],
    [
      'consent is given',
      {
        claim: claim(),
        ownership: held,
        granted: true,
        consent: { kind: 'to', target: 'green/a/b' },
      },
      'act · TransferAgreed · do consent shop.example.com from own target green/a/b',
      'The consent to hand shop.example.com over to green/a/b is being written.',
    ],
    [
      'consent is written',
      {
        claim: claim(),
        ownership: consented,
        granted: true,
        consent: { kind: 'to', target: 'green/a/b' },
      },
      'satisfied · FirstCome',
      'shop.example.com is held by this request. It goes to green/a/b as soon as that request is ready to serve it.',
    ],
    [
      'consent is taken back',
      { claim: claim(), ownership: consented, granted: true },
      'act · TransferAgreed · do consent shop.example.com from own',
      'The consent to hand shop.example.com over is being taken back.',
    ],
    [
      'consent does not fit',
      {
        claim: claim(),
        ownership: held,
        granted: true,
        consent: {
          kind: 'to',
          target: `green/${'a'.repeat(60)}/${'b'.repeat(200)}`,
        },
      },
      'satisfied · FirstCome',
      'shop.example.com is held by this request. The consent does not fit into the ownership record; use shorter names.',
    ],
    [
      'consent is ignored',
      {
        claim: claim(),
        ownership: held,
        granted: true,
        consent: { kind: 'ignored', message: 'It is not for you.' },
      },
      'satisfied · FirstCome',
      'shop.example.com is held by this request. It is not for you.',
    ],
    [
      'consent without a TXT of ours',
      { claim: claim(), consent: { kind: 'to', target: 'green/a/b' } },
      'act · WaitingForZone · do createOwnership shop.example.com owns nothing',
      'The ownership record of shop.example.com is being written.',
    ],
    [
      'it was offered to us',
      { ownership: offered },
      'act · WaitingForZone · do createClaim shop.example.com',
      'shop.example.com is being claimed.',
    ],
    [
      'it was offered to us, the claim is the holder’s',
      {
        claim: claim({
          owner: { namespace: 'shop', name: 'former', uid: 'f' },
        }),
        ownership: offered,
      },
      'act · FirstCome · do grant hostnames shop.example.com',
      'The grant of namespace shop is being written.',
    ],
    [
      'it was offered to us, the claim is the holder’s, granted',
      {
        claim: claim({
          owner: { namespace: 'shop', name: 'former', uid: 'f' },
        }),
        ownership: offered,
        granted: true,
        formerPlace: { namespace: 'edge', name: 'gw-02' },
      },
      'satisfied · TransferAgreed · condition False · remembers {"status":{"assignedGateway":{"namespace":"edge","name":"gw-02"}}}',
      'shop.example.com may be taken over from the present holder; that happens in one step when everything here is ready to serve.',
    ],
    [
      'it was offered to us, and we have a place',
      {
        claim: claim({
          owner: { namespace: 'shop', name: 'former', uid: 'f' },
        }),
        ownership: offered,
        granted: true,
        formerPlace: { namespace: 'edge', name: 'gw-02' },
        assigned: { namespace: 'edge', name: 'gw-01' },
      },
      'satisfied · TransferAgreed · condition False',
      'shop.example.com may be taken over from the present holder; that happens in one step when everything here is ready to serve.',
    ],
    [
      'it was offered to us, the claim is of the holder’s name elsewhere',
      {
        claim: claim({
          owner: { namespace: 'other', name: 'former', uid: 'f' },
        }),
        ownership: offered,
      },
      'blocked · HeldByOther · and Denied True',
      'shop.example.com is held by another request without a named owner. Ask the platform team to release it, or choose another hostname.',
    ],
    [
      'it was offered to us, the claim is of another of its namespace',
      {
        claim: claim({ owner: { namespace: 'shop', name: 'x', uid: 'f' } }),
        ownership: offered,
      },
      'blocked · HeldByOther · and Denied True',
      'shop.example.com is held by another request without a named owner. Ask the platform team to release it, or choose another hostname.',
    ],
    [
      'it was offered to us from another cluster, the claim is of the same name here',
      {
        claim: claim({
          owner: { namespace: 'shop', name: 'former', uid: 'f' },
        }),
        ownership: ownership({
          cluster: 'green',
          owner: { namespace: 'shop', name: 'former' },
          state: 'held',
          unknown: { to: 'prod/shop/shop' },
        }),
      },
      'blocked · HeldByOther · and Denied True',
      'shop.example.com is held by another request without a named owner. Ask the platform team to release it, or choose another hostname.',
    ],
    [
      'it was offered to us, and is delegated to others',
      { ownership: offered, delegation: theirs },
      'blocked · NotAllowed · and Denied True',
      'shop.example.com is delegated with example.com to other namespaces. Ask the platform team, or choose another hostname.',
    ],
    [
      'it was offered to us under a held wildcard',
      { ownership: offered, rivals: [rival('*.example.com', 'held')] },
      'blocked · HeldByOther · and Denied True',
      '*.example.com, which covers shop.example.com, is held by another request without a named owner. Ask the platform team to release it, or choose another hostname.',
    ],
    [
      'it was offered to us and released',
      {
        claim: claim(),
        ownership: {
          ...offered,
          ownership: { ...offered.ownership, state: 'released', until: LATER },
        },
      },
      'act · WaitingForZone · do replaceOwnership shop.example.com from other',
      'The ownership record of the former owner of shop.example.com is being replaced.',
    ],
  ])('%s', (_sentence, given, decision, message) => {
    expect(summary(decide(given))).toBe(decision);
    expect(decide(given).message).toBe(message);
  });
});
