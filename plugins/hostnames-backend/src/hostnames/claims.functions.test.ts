import { KubernetesError } from '@hostmaster/kubernetes-runtime';
import { VirtualClock } from '@hostmaster/kubernetes-runtime/testUtils';
import { ClaimObject, claimKind } from '../gateways/kinds';
import { ClusterWorld } from '../reconciler/ClusterWorld';
import {
  ADOPT_ANNOTATION,
  RETAINED_ANNOTATION,
  adoptableTypes,
  createClaim,
  delegationOver,
  giveUpClaim,
  removeClaim,
  retainClaims,
  takeClaim,
} from './claims';
import { MemoryApi } from './testWorld/MemoryApi';

const identity = {
  installation: 'acme',
  cluster: 'prod',
  namespace: 'shop',
  name: 'shop',
};
const CLAIMED_AT = '2026-01-01T00:00:00Z';
const HOST = 'shop.example.com';
const DELEGATE = 'hostmaster.dev/delegate';
const mine = { namespace: 'shop', name: 'shop', uid: 'uid-1' };

/** A cluster with claims in it; `expected` is what the store was told to wait for. */
function world(...claims: ClaimObject[]) {
  const api = new MemoryApi('prod', new VirtualClock());
  claims.forEach(each => api.create(claimKind, each));
  const expected: string[] = [];
  const all = () => api.list(claimKind);
  const cluster = {
    name: 'prod',
    client: api.connect(),
    stores: {
      claims: {
        get: (ref: { name: string }) => api.read(claimKind, ref),
        byIndex: (index: string, key: string) =>
          index === 'owner'
            ? all().filter(
                ({ spec }) =>
                  `${spec.owner?.namespace}/${spec.owner?.name}` === key,
              )
            : [],
        expect: (ref: { name: string }, version: string) =>
          expected.push(`${ref.name} ${version}`),
      },
    },
  } as unknown as ClusterWorld;
  const one = (name = HOST) => api.read(claimKind, { name })!;
  const waitedFor = (name = HOST) =>
    expected.includes(`${name} ${one(name).metadata.resourceVersion}`);
  return { api, cluster, one, all, expected, waitedFor };
}

function claim(
  spec: Partial<ClaimObject['spec']> = {},
  annotations?: Record<string, string>,
): ClaimObject {
  const hostname = spec.hostname ?? HOST;
  return {
    apiVersion: 'hostmaster.dev/v1alpha1',
    kind: 'DomainClaim',
    metadata: {
      name: hostname.replace('*.', 'any--'),
      labels: { team: 'web' },
      ...(annotations ? { annotations } : {}),
    },
    spec: { zoneId: 'Z1', ...spec, hostname } as ClaimObject['spec'],
  };
}

const held = (more: Partial<ClaimObject['spec']> = {}) =>
  claim({ state: 'held', owner: mine, claimedAt: CLAIMED_AT, ...more });

it('marks claims as people and policies know the marks', () => {
  expect(ADOPT_ANNOTATION).toBe('hostmaster.dev/adopt-records');
  expect(RETAINED_ANNOTATION).toBe('hostmaster.dev/retained');
});

describe('createClaim', () => {
  const asked = {
    hostname: HOST,
    zoneId: 'Z1',
    identity,
    uid: 'uid-1',
    claimedAt: CLAIMED_AT,
  };

  it('makes the claim of the name, held by the request', async () => {
    const { cluster, one, waitedFor } = world();

    await createClaim(cluster, asked);

    expect(one()).toMatchObject({
      apiVersion: 'hostmaster.dev/v1alpha1',
      kind: 'DomainClaim',
      metadata: { labels: { 'app.kubernetes.io/managed-by': 'hostmaster' } },
      spec: {
        hostname: HOST,
        zoneId: 'Z1',
        state: 'held',
        owner: mine,
        claimedAt: CLAIMED_AT,
      },
    });
    expect(waitedFor()).toBe(true);
  });

  it('is refused when somebody else was first, whoever it was', async () => {
    const { cluster, one } = world(held({ owner: { ...mine, name: 'x' } }));

    await expect(createClaim(cluster, asked)).rejects.toMatchObject({
      code: 'AlreadyExists',
    });
    expect(one().spec.owner?.name).toBe('x');
  });
});

describe('takeClaim', () => {
  const owner = { identity, uid: 'uid-9', claimedAt: '2026-02-02T00:00:00Z' };

  it('of an earlier incarnation keeps since when it is held', async () => {
    const { cluster, one, waitedFor } = world(
      held({ state: 'released', releasedUntil: '2026-01-05T00:00:00Z' }),
    );

    await takeClaim(cluster, one(), owner);

    expect(one().spec).toEqual({
      hostname: HOST,
      zoneId: 'Z1',
      state: 'held',
      owner: { ...mine, uid: 'uid-9' },
      claimedAt: CLAIMED_AT,
    });
    expect(one().metadata.labels).toEqual({ team: 'web' });
    expect(waitedFor()).toBe(true);
  });

  it.each([
    ['another name', { ...mine, name: 'other' }],
    ['another namespace', { ...mine, namespace: 'other' }],
  ])('of %s begins now', async (_, former) => {
    const { cluster, one } = world(held({ owner: former }));

    await takeClaim(cluster, one(), owner);

    expect(one().spec).toMatchObject({
      owner: { ...mine, uid: 'uid-9' },
      claimedAt: '2026-02-02T00:00:00Z',
    });
  });

  it('begins now where it was not said since when', async () => {
    const { cluster, one } = world(claim({ state: 'held', owner: mine }));

    await takeClaim(cluster, one(), owner);

    expect(one().spec.claimedAt).toBe('2026-02-02T00:00:00Z');
  });

  it('of a delegation remembers it, and gives it back in the end', async () => {
    const delegate = { namespaces: ['shop'], suffix: true };
    const { cluster, one, waitedFor } = world(
      claim({ delegate }, { note: 'kept', [RETAINED_ANNOTATION]: 'true' }),
    );

    await takeClaim(cluster, one(), owner);

    expect(one().spec.delegate).toBeUndefined();
    expect(one().metadata.annotations).toEqual({
      note: 'kept',
      [DELEGATE]: JSON.stringify({ zoneId: 'Z1', delegate }),
    });
    expect(delegationOver(cluster, HOST)).toEqual({
      hostname: HOST,
      namespaces: ['shop'],
    });

    await giveUpClaim(cluster, one(), '2026-03-03T00:00:00Z');

    expect(one().spec).toEqual({ hostname: HOST, zoneId: 'Z1', delegate });
    expect(one().metadata.annotations).toEqual({ note: 'kept' });
    expect(waitedFor()).toBe(true);
  });

  it('is refused when the claim has changed since it was read', async () => {
    const { api, cluster, one } = world(held());
    const seen = one();
    api.replace(claimKind, { ...seen, spec: { ...seen.spec, zoneId: 'Z2' } });

    await expect(takeClaim(cluster, seen, owner)).rejects.toMatchObject({
      code: 'Conflict',
    });
  });
});

describe('retainClaims', () => {
  it('marks every claim of the request, once, and nobody else’s', async () => {
    const { cluster, one, all, api, expected } = world(
      held(),
      held({ hostname: 'www.example.com' }),
      held({ hostname: 'a.example.com', owner: { ...mine, name: 'other' } }),
    );

    await retainClaims(cluster, identity);

    const marked = all().filter(
      ({ metadata }) => metadata.annotations?.[RETAINED_ANNOTATION] === 'true',
    );
    expect(marked.map(({ spec }) => spec.hostname)).toEqual([
      HOST,
      'www.example.com',
    ]);
    expect(expected).toHaveLength(2);
    const writes = api.writes.length;
    await retainClaims(cluster, identity);
    expect(api.writes).toHaveLength(writes);
    expect(one().metadata.labels).toEqual({ team: 'web' });
  });

  it('keeps other annotations', async () => {
    const { cluster, one } = world({
      ...held(),
      metadata: { name: HOST, annotations: { note: 'kept' } },
    });

    await retainClaims(cluster, identity);

    expect(one().metadata.annotations).toEqual({
      note: 'kept',
      [RETAINED_ANNOTATION]: 'true',
    });
  });
});

describe('giveUpClaim', () => {
  it('removes the claim when nothing cools down', async () => {
    const { cluster, one, all } = world(held());

    await giveUpClaim(cluster, one(), undefined);

    expect(all()).toEqual([]);
  });

  it('releases it until the cool-down ends', async () => {
    const { cluster, one, waitedFor } = world(held());

    await giveUpClaim(cluster, one(), '2026-03-03T00:00:00Z');

    expect(one().spec).toEqual({
      ...held().spec,
      state: 'released',
      releasedUntil: '2026-03-03T00:00:00Z',
    });
    expect(waitedFor()).toBe(true);
  });

  it('makes it a delegation again, also without a cool-down', async () => {
    const delegate = { namespaces: ['shop'] };
    const { cluster, one } = world(
      claim(
        { state: 'held', owner: mine },
        { [DELEGATE]: JSON.stringify({ zoneId: 'Z1', delegate }) },
      ),
    );

    await giveUpClaim(cluster, one(), undefined);

    expect(one().spec).toEqual({ hostname: HOST, zoneId: 'Z1', delegate });
  });

  it.each([
    'no JSON',
    '{}',
    '{"delegate":{}}',
    '{"delegate":{"namespaces":"shop"}}',
  ])('takes %s for no delegation', async text => {
    const { cluster, one, all } = world(
      claim({ state: 'held', owner: mine }, { [DELEGATE]: text }),
    );

    expect(delegationOver(cluster, HOST)).toBeUndefined();
    await giveUpClaim(cluster, one(), undefined);

    expect(all()).toEqual([]);
  });
});

describe('removeClaim', () => {
  it('removes only the very object that was seen', async () => {
    const { api, cluster, one, all } = world(held());
    const seen = one();
    api.replace(claimKind, { ...seen, spec: { ...seen.spec, zoneId: 'Z2' } });

    await expect(removeClaim(cluster, seen)).rejects.toBeInstanceOf(
      KubernetesError,
    );
    expect(all()).toHaveLength(1);

    const now = one();
    api.delete(claimKind, { name: HOST });
    api.create(claimKind, held());
    await expect(
      removeClaim(cluster, {
        ...now,
        metadata: {
          ...now.metadata,
          resourceVersion: one().metadata.resourceVersion,
        },
      }),
    ).rejects.toBeInstanceOf(KubernetesError);
    expect(all()).toHaveLength(1);

    await removeClaim(cluster, one());
    expect(all()).toEqual([]);
  });
});

describe('adoptableTypes', () => {
  const said = (text: string, spec: Partial<ClaimObject['spec']> = {}) =>
    claim({ owner: mine, ...spec }, { [ADOPT_ANNOTATION]: text });

  it.each([
    ['A+AAAA', ['A', 'AAAA']],
    ['aaaa, a', ['A', 'AAAA']],
    ['CNAME', ['CNAME']],
    ['A  CNAME', ['A', 'CNAME']],
    ['MX', []],
    ['AAA', []],
    ['', []],
  ])('reads %j as %j', (text, types) => {
    expect(adoptableTypes(said(text), identity)).toEqual(types);
  });

  it.each<[string, ClaimObject | undefined, string[]]>([
    ['no claim', undefined, []],
    ['no word of it', held(), []],
    ['another request', said('A', { owner: { ...mine, name: 'x' } }), []],
    [
      'another namespace',
      said('A', { owner: { ...mine, namespace: 'x' } }),
      [],
    ],
    [
      'delegated to the namespace',
      said('A', { owner: undefined, delegate: { namespaces: ['x', 'shop'] } }),
      ['A'],
    ],
    [
      'delegated to others',
      said('A', { owner: undefined, delegate: { namespaces: ['x'] } }),
      [],
    ],
    ['nobody’s', said('A', { owner: undefined }), []],
  ])('for %s are %j', (_, found, types) => {
    expect(adoptableTypes(found, identity)).toEqual(types);
  });
});

describe('delegationOver', () => {
  const delegated = (hostname: string, suffix?: boolean) =>
    claim({ hostname, delegate: { namespaces: [hostname], suffix } });

  it.each<[string, ClaimObject[], string, string | undefined]>([
    ['of the name itself', [delegated(HOST)], HOST, HOST],
    [
      'of a name above, with suffix',
      [delegated('example.com', true)],
      HOST,
      'example.com',
    ],
    [
      'of a name far above',
      [delegated('example.com', true)],
      `a.b.${HOST}`,
      'example.com',
    ],
    [
      'of a name above, without suffix',
      [delegated('example.com')],
      HOST,
      undefined,
    ],
    [
      'over a wildcard',
      [delegated('example.com', true)],
      '*.example.com',
      'example.com',
    ],
    [
      'of a wildcard itself',
      [delegated('*.example.com')],
      '*.example.com',
      '*.example.com',
    ],
    [
      'the closest of two',
      [delegated('example.com', true), delegated('a.example.com', true)],
      'b.a.example.com',
      'a.example.com',
    ],
    [
      'past one without suffix',
      [delegated('example.com', true), delegated('a.example.com')],
      'b.a.example.com',
      'example.com',
    ],
    ['of a top-level name is none', [delegated('com', true)], HOST, undefined],
    ['of a claim that is held', [held()], HOST, undefined],
    ['of nobody', [], HOST, undefined],
    [
      'of a name that only ends like it',
      [delegated('op.example.com', true)],
      HOST,
      undefined,
    ],
    [
      'of a name beside it',
      [delegated('www.example.com', true)],
      HOST,
      undefined,
    ],
    [
      'for a name of one label',
      [delegated('example.com', true)],
      'shop',
      undefined,
    ],
  ])('%s', (_, claims, hostname, found) => {
    const { cluster } = world(...claims);

    expect(delegationOver(cluster, hostname)).toEqual(
      found && { hostname: found, namespaces: [found] },
    );
  });

  it('takes no claim of another hostname under the same name', () => {
    const other = delegated('other.example.com');
    const { cluster } = world({
      ...other,
      metadata: { ...other.metadata, name: HOST },
    });

    expect(delegationOver(cluster, HOST)).toBeUndefined();
  });
});
