import { VirtualClock } from '@hostmaster/kubernetes-runtime/testUtils';
import { ListenerSet, listenerSetKind } from '../../gateways/kinds';
import { ChainDeps } from '../ChainDeps';
import { Notes } from '../Notes';
import { subject } from '../testWorld/builders';
import { MemoryApi } from '../testWorld/MemoryApi';
import { allow } from './allowRoutes';
import { REQUEST_ANNOTATION } from './listenerSet.pure';

const REF = { namespace: 'edge', name: 'shop-example-com' };

/** The ListenerSet of `shop.example.com`, held by a request. */
function listenerSet(holder: string, resourceVersion?: string): ListenerSet {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ListenerSet',
    metadata: {
      ...REF,
      annotations: { [REQUEST_ANNOTATION]: holder },
      resourceVersion,
    },
    spec: { parentRef: { name: 'gw-01' }, listeners: [] },
  };
}

describe('allowRoutes', () => {
  let api: MemoryApi;
  let deps: ChainDeps;
  beforeEach(() => {
    const clock = new VirtualClock();
    api = new MemoryApi('prod', clock);
    deps = {
      notes: new Notes(clock),
      pool: { namespace: 'edge' },
      cluster: {
        client: api.connect(),
        stores: {
          listenerSets: {
            get: () => api.read(listenerSetKind, REF),
            expect: () => {},
          },
        },
      },
    } as unknown as ChainDeps;
  });

  const write = (wanted: ListenerSet) =>
    allow.act({ kind: 'write', listenerSet: wanted }, subject(), deps);
  const holder = () =>
    api.read(listenerSetKind, REF)?.metadata.annotations?.[REQUEST_ANNOTATION];

  it('writes the version that was decided on', async () => {
    const { metadata } = api.create(listenerSetKind, listenerSet('other/shop'));

    await write(listenerSet('shop/shop', metadata.resourceVersion));

    expect(holder()).toBe('shop/shop');
  });

  it('does not take back what has changed hands since it was decided', async () => {
    const seen = api.create(listenerSetKind, listenerSet('shop/shop'));
    api.replace(listenerSetKind, listenerSet('other/shop'));

    await expect(
      write(listenerSet('shop/shop', seen.metadata.resourceVersion)),
    ).rejects.toMatchObject({ code: 'Conflict' });

    expect(holder()).toBe('other/shop');
  });

  it('does not write over what was made since it was decided that nothing is there', async () => {
    api.create(listenerSetKind, listenerSet('other/shop'));

    await expect(write(listenerSet('shop/shop'))).rejects.toMatchObject({
      code: 'AlreadyExists',
    });

    expect(holder()).toBe('other/shop');
  });
});
