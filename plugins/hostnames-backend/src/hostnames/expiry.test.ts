import { claimKind, grantKind, requestKind } from '../gateways/kinds';
import { expiresAt, isKeptByGitOps } from './expiry.pure';
import { hostnameRequest } from './testWorld/builders';
import { longLife } from './testWorld/longLife';
import { TestWorld } from './testWorld/TestWorld';

jest.setTimeout(120_000);

const FLUX = { 'kustomize.toolkit.fluxcd.io/name': 'shop' };

describe('expiresAt', () => {
  const at = (expiresAfter?: string) => {
    const request = hostnameRequest({ expiresAfter });
    const created = Date.parse(request.metadata.creationTimestamp ?? '');
    const end = expiresAt(request);
    return end === undefined ? undefined : (end - created) / 1_000;
  };

  it.each([
    ['72h', 259_200],
    ['1h30m', 5_400],
    ['45s', 45],
    ['0h', undefined],
    ['', undefined],
    ['soon', undefined],
    [undefined, undefined],
  ])('%s is %s seconds after the creation', (text, seconds) => {
    expect(at(text)).toBe(seconds);
  });

  it('is not known without a creation time', () => {
    const { spec, metadata } = hostnameRequest({ expiresAfter: '1h' });
    expect(
      expiresAt({ spec, metadata: { ...metadata, creationTimestamp: '' } }),
    ).toBeUndefined();
  });
});

it.each([
  ['Flux', { labels: FLUX }, true],
  [
    'Argo CD',
    { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:x' } },
    true,
  ],
  ['nobody', { labels: { team: 'shop' } }, false],
])('a request applied by %s is made anew or not', (_who, more, kept) => {
  const { metadata } = hostnameRequest();
  expect(isKeptByGitOps({ metadata: { ...metadata, ...more } })).toBe(kept);
});

describe('a request whose time is over', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  it('stays with nothing while Git would make it anew, and lives again with more time', async () => {
    world = new TestWorld({ config: longLife() });
    world.start();
    world.request({ hostname: 'shop.example.com', expiresAfter: '2h' });
    world.api.patch(
      requestKind,
      { namespace: 'shop', name: 'shop' },
      { type: 'merge', body: { metadata: { labels: FLUX } } },
    );
    await world.untilReady('shop');
    await world.clock.advance(3 * 3_600_000);

    expect(world.ready('shop')).toBe('False LifetimeOver');
    expect(world.condition('shop', 'Accepted')?.message).toContain(
      'Remove the manifest from Git',
    );
    expect(world.records().filter(record => record.includes('shop'))).toEqual(
      [],
    );
    expect(world.api.list(claimKind)).toEqual([]);
    expect(world.api.list(grantKind)).toEqual([]);
    expect(
      world.certificates
        .all()
        .filter(({ names }) => names.includes('shop.example.com')),
    ).toEqual([]);
    const { metadata, status } = world.get('shop')!;
    expect(metadata.finalizers ?? []).toEqual([]);
    expect(Object.keys(status!).sort()).toEqual([
      'conditions',
      'observedGeneration',
    ]);
    const writes = world.writeCount();
    await world.clock.advance(24 * 3_600_000);
    expect(world.writeCount()).toBe(writes);

    world.api.patch(
      requestKind,
      { namespace: 'shop', name: 'shop' },
      { type: 'merge', body: { spec: { expiresAfter: '240h' } } },
    );
    await world.untilReady('shop');
    world.delete('shop');
    await world.untilGone('shop');
  });
});
