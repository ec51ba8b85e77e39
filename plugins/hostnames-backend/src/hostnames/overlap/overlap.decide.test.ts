import { listenerSetName } from '@hostmaster/backstage-plugin-hostnames-common';
import { Route } from '../../gateways/kinds';
import { subject } from '../testWorld/builders';
import {
  OverlapFacts,
  isUpToDate,
  planOverlap,
  sameGateway,
} from './overlap.decide';
import { cannotBeCopied, copyOf, renderCopy } from './routeCopy.pure';

const edge = (name: string) => ({ namespace: 'edge', name });

function route(given: Partial<Route['spec']> = {}, generation = 1): Route {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { namespace: 'shop', name: 'web', generation },
    spec: {
      parentRefs: [
        { kind: 'ListenerSet', namespace: 'edge', name: 'shop-example-com' },
      ],
      rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
      ...given,
    },
  };
}

/** A copy on the gateway that the hostname leaves. */
function copyFor({ kind, metadata, spec }: Route): Route {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind,
    metadata: {
      namespace: 'edge',
      name: `copy-of-${metadata.name}`,
      annotations: {
        'hostmaster.dev/copy-of': `${kind}/shop/${metadata.name}@${metadata.generation}`,
      },
    },
    spec: {
      parentRefs: [{ kind: 'Gateway', name: 'gw-01', sectionName: 'https' }],
      hostnames: ['shop.example.com'],
      rules: spec.rules?.map(({ backendRefs }) => ({
        backendRefs: backendRefs?.map(each => ({ ...each, namespace: 'shop' })),
      })),
    },
  };
}

describe('planOverlap', () => {
  const copy = copyFor(route());
  const second = copyFor({
    ...route(),
    metadata: { namespace: 'shop', name: 'api' },
  });
  const facts: OverlapFacts = {
    target: edge('gw-02'),
    on: edge('gw-01'),
    canServeOn: true,
    isVisited: true,
    wanted: [copy],
    sources: [route()],
    present: [{ route: copy, gateway: 'gw-01', wanted: copy }],
    isInPlace: true,
    settledFor: 60_000,
    settle: 60_000,
    mayGap: false,
  };
  const moves = { home: edge('gw-02'), write: [], remove: [] };
  const stays = { home: edge('gw-01'), remove: [] };

  it.each<[string, Partial<OverlapFacts>, object]>([
    ['there is no ListenerSet yet', { on: undefined, present: [] }, moves],
    ['it is where it is to be', { on: edge('gw-02'), present: [] }, moves],
    ['nobody comes there', { isVisited: false, present: [] }, moves],
    ['the gateway ends', { canServeOn: false, present: [] }, moves],
    [
      'no route serves there',
      { wanted: [], present: [], isInPlace: false, settledFor: 0 },
      moves,
    ],
    [
      'no copy yet',
      { present: [], isInPlace: false, settledFor: 0 },
      {
        ...stays,
        write: [copy],
        waits: {
          message:
            'The hostname moves to Gateway gw-02 when a copy of its routes is accepted on Gateway gw-01. Until then Gateway gw-01 serves the hostname.',
          checkAfter: 15_000,
        },
      },
    ],
    [
      'the copy is not accepted yet',
      { isInPlace: false, settledFor: 0 },
      { ...stays, write: [], waits: { checkAfter: 15_000 } },
    ],
    [
      'the copy is refused',
      { isInPlace: false, settledFor: 0, problem: 'words' },
      {
        ...stays,
        waits: {
          message:
            'The hostname moves to Gateway gw-02 when the copy of its routes on Gateway gw-01 is accepted: words. Until then Gateway gw-01 serves the hostname.',
        },
      },
    ],
    [
      'one copy is refused, and another is missing',
      {
        wanted: [copy, second],
        isInPlace: false,
        settledFor: 0,
        problem: 'words',
      },
      { ...stays, write: [second] },
    ],
    [
      'its targets are not healthy yet',
      { settledFor: 20_000 },
      {
        ...stays,
        write: [],
        waits: {
          message:
            'The hostname moves to Gateway gw-02 when the targets of the copies on Gateway gw-01 are healthy. Until then Gateway gw-01 serves the hostname.',
          checkAfter: 40_000,
        },
      },
    ],
    ['the copy serves', {}, moves],
    [
      'a route cannot be copied',
      { refused: 'words' },
      {
        ...stays,
        waits: {
          message:
            'The hostname moves to Gateway gw-02 when its routes can be served from both gateways: words. Until then Gateway gw-01 serves the hostname.',
          checkAfter: 60_000,
          blocked: true,
        },
      },
    ],
    [
      'a route cannot be copied, and need not',
      { refused: 'x', mayGap: true },
      moves,
    ],
    [
      'the route has changed since',
      {
        present: [
          { route: copy, gateway: 'gw-01', wanted: copyFor(route({}, 2)) },
        ],
        wanted: [copyFor(route({}, 2))],
      },
      { ...stays, write: [copyFor(route({}, 2))] },
    ],
    [
      'the move is over, and the route is gone',
      {
        on: edge('gw-02'),
        present: [{ route: copy, gateway: 'gw-01', wanted: undefined }],
      },
      { home: edge('gw-02'), write: [], remove: [copy] },
    ],
    [
      'it goes back where only the copy is visited',
      { on: edge('gw-02'), target: edge('gw-01'), isVisited: false },
      { home: edge('gw-01'), write: [], remove: [] },
    ],
    [
      'a clean-up was interrupted: nothing is made again',
      { on: edge('gw-02'), present: [], wanted: [] },
      moves,
    ],
  ])('%s', (_sentence, given, plan) => {
    expect(planOverlap({ ...facts, ...given })).toMatchObject(plan);
  });

  it.each<[string, Route]>([
    ['of another kind', { ...copy, kind: 'GRPCRoute' }],
    [
      'of another namespace',
      { ...copy, metadata: { ...copy.metadata, namespace: 'former' } },
    ],
    [
      'of another name',
      { ...copy, metadata: { ...copy.metadata, name: 'other' } },
    ],
  ])('does not take a copy %s for the one that is missing', (_what, other) => {
    const present = [{ route: other, gateway: 'gw-01', wanted: other }];

    expect(planOverlap({ ...facts, present })).toMatchObject({
      ...stays,
      write: [copy],
    });
  });

  it('is not disturbed by what the API server fills in', () => {
    const filled = {
      ...copy,
      spec: {
        ...copy.spec,
        rules: copy.spec.rules?.map(rule => ({
          ...rule,
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
          backendRefs: rule.backendRefs?.map(each => ({ ...each, weight: 1 })),
        })),
      },
    };
    expect(
      planOverlap({
        ...facts,
        present: [{ route: filled, gateway: 'gw-01', wanted: copy }],
      }).write,
    ).toEqual([]);
  });
});

describe('sameGateway', () => {
  it.each([
    ['itself', edge('gw-01'), true],
    ['another', edge('gw-02'), false],
    ['one of another namespace', { namespace: 'other', name: 'gw-01' }, false],
  ])('%s', (_what, other, same) => {
    expect(sameGateway(edge('gw-01'), other)).toBe(same);
  });
});

describe('isUpToDate', () => {
  const copy = copyFor(route());
  const ruleless = copyFor(route({ rules: undefined }));
  const [parent] = copy.spec.parentRefs!;
  const changed = (spec: Partial<Route['spec']>): Route => ({
    ...copy,
    spec: { ...copy.spec, ...spec },
  });

  it.each<[string, Route, boolean]>([
    ['as it was written', copy, true],
    ['without its hostnames', changed({ hostnames: undefined }), false],
    ['without its parents', changed({ parentRefs: undefined }), false],
    [
      'on another gateway',
      changed({ parentRefs: [{ ...parent, name: 'gw-02' }] }),
      false,
    ],
    [
      'on another listener',
      changed({ parentRefs: [{ ...parent, sectionName: 'http' }] }),
      false,
    ],
    [
      'below something else',
      changed({ parentRefs: [{ ...parent, kind: 'ListenerSet' }] }),
      false,
    ],
    ['without its rules', changed({ rules: undefined }), false],
    [
      'without its annotations',
      { ...copy, metadata: { ...copy.metadata, annotations: undefined } },
      false,
    ],
  ])('a copy %s', (_what, present, isSo) => {
    expect(isUpToDate(present, copy)).toBe(isSo);
  });

  it('a copy of a route without rules', () => {
    expect(isUpToDate(ruleless, ruleless)).toBe(true);
    expect(isUpToDate(copy, ruleless)).toBe(false);
  });
});

describe('renderCopy', () => {
  const rendered = (source: Route, gateway = 'gw-01') =>
    renderCopy(subject(), source, { namespace: 'edge', gateway })!;

  it.each<[string, string, string[] | undefined, string[] | undefined]>([
    [
      'a route without hostnames',
      'shop.example.com',
      undefined,
      ['shop.example.com'],
    ],
    [
      'one of several is the request’s',
      'shop.example.com',
      ['shop.example.com', 'other.example.com'],
      ['shop.example.com'],
    ],
    [
      'a wildcard over it',
      'shop.example.com',
      ['*.example.com'],
      ['shop.example.com'],
    ],
    [
      'names below a wildcard',
      '*.example.com',
      ['a.example.com', 'x.y.example.com'],
      ['a.example.com', 'x.y.example.com'],
    ],
    ['nothing in common', 'shop.example.com', ['other.example.com'], undefined],
    [
      'a name that only ends alike',
      '*.example.com',
      ['example.com'],
      undefined,
    ],
  ])('%s', (_sentence, hostname, hostnames, expected) => {
    const source = route({ hostnames });
    source.spec.parentRefs![0].name = listenerSetName(hostname);

    const copy = renderCopy(subject({ hostname }), source, {
      namespace: 'edge',
      gateway: 'gw-01',
    });

    expect(copy?.spec.hostnames).toEqual(expected);
  });

  it('is on the base listener of the gateway, in the edge namespace, with backends of the namespace it is from', () => {
    const copy = rendered(route());
    expect(copy.metadata.namespace).toBe('edge');
    expect(copy.spec.parentRefs).toEqual([
      {
        group: 'gateway.networking.k8s.io',
        kind: 'Gateway',
        name: 'gw-01',
        sectionName: 'https',
      },
    ]);
    expect(copy.spec.rules).toEqual([
      { backendRefs: [{ name: 'web', port: 80, namespace: 'shop' }] },
    ]);
    expect(copyOf(copy)).toEqual({
      request: 'shop/shop',
      gateway: 'gw-01',
      source: 'HTTPRoute/shop/web@1',
    });
    expect(copy.metadata.annotations).toMatchObject({
      'external-dns.alpha.kubernetes.io/controller': 'hostmaster',
    });
  });

  it('has a name of its own per gateway and route', () => {
    const other = { ...route(), metadata: { namespace: 'shop', name: 'api' } };
    const names = [
      rendered(route()),
      rendered(route(), 'gw-02'),
      rendered(other),
      rendered({ ...route(), kind: 'GRPCRoute' }),
    ].map(({ metadata }) => metadata.name);
    expect(new Set(names).size).toBe(4);
    expect(names.every(name => name.length <= 63)).toBe(true);
  });

  it('says which routes work in their own namespace only', () => {
    const filter = {
      type: 'ExtensionRef',
      extensionRef: { group: 'gateway.k8s.aws', kind: 'X', name: 'login' },
    };
    expect(cannotBeCopied(route())).toBeUndefined();
    expect(cannotBeCopied(route({ rules: [{ filters: [filter] }] }))).toBe(
      'HTTPRoute/shop/web has an ExtensionRef to X login, which works in its own namespace only',
    );
  });

  it('is only what carries our marks', () => {
    const copy = rendered(route());
    const { labels, ...unmarked } = copy.metadata;
    expect(labels).toBeDefined();
    expect(copyOf({ ...copy, metadata: unmarked })).toBeUndefined();
    expect(copyOf(route())).toBeUndefined();
  });
});
