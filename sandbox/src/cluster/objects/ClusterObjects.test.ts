import { StatusError } from '../errors/StatusError';
import {
  configMap,
  hostnameRequest,
  testCluster,
} from '../testing/testCluster';

const KIND = {
  apiVersion: 'hostmaster.dev/v1alpha1',
  kind: 'GatewayHostnameRequest',
};
const SHOP = { namespace: 'default', name: 'shop' };

describe('objects in process', () => {
  it('are made, merged, listed, patched and deleted without HTTP', () => {
    const { objects } = testCluster().cluster;

    objects.apply(hostnameRequest('shop'));
    objects.apply(hostnameRequest('shop', { expiresAfter: '72h' }));
    objects.patchStatus(KIND, SHOP, { observedGeneration: 2 });
    objects.patch(KIND, SHOP, { metadata: { labels: { a: 'b' } } });

    expect(objects.get(KIND, SHOP)).toMatchObject({
      metadata: { generation: 2, labels: { a: 'b' } },
      spec: { expiresAfter: '72h', visibility: 'internet-facing' },
      status: { observedGeneration: 2 },
    });
    expect(objects.list(KIND, { labelSelector: 'a=b' })).toHaveLength(1);
    expect(objects.delete(KIND, SHOP)?.metadata.name).toBe('shop');
    expect(objects.get(KIND, SHOP)).toBeUndefined();
    expect(objects.delete(KIND, SHOP)).toBeUndefined();
  });

  it('are checked as over HTTP', () => {
    const { objects } = testCluster().cluster;

    expect(() =>
      objects.create(hostnameRequest('shop', { visibility: 'x' })),
    ).toThrow(StatusError);
    expect(() =>
      objects.create({ apiVersion: 'v1', kind: 'Nothing', metadata: {} }),
    ).toThrow('no matches for kind "Nothing"');
  });

  it('are frozen: copy them before changing them', () => {
    const { objects } = testCluster().cluster;
    const stored = objects.create(configMap('c', { a: 'b' }));

    expect(() => Object.assign(stored.metadata, { name: 'other' })).toThrow(
      TypeError,
    );
  });

  it('are watched in the turn of the change, from now on or with what is there', () => {
    const { objects } = testCluster().cluster;
    objects.create(configMap('a'));
    const [all, later]: string[][] = [[], []];
    const kind = { kind: 'ConfigMap' };
    const stop = objects.watch(kind, ({ type, object }) =>
      all.push(`${type} ${object.metadata.name}`),
    );
    objects.watch(
      kind,
      ({ type, object }) => later.push(`${type} ${object.metadata.name}`),
      { initial: false },
    );

    objects.create(configMap('b'));
    stop();
    objects.delete(kind, { namespace: 'default', name: 'b' });

    expect(all).toEqual(['ADDED a', 'ADDED b']);
    expect(later).toEqual(['ADDED b', 'DELETED b']);
  });

  it('are replaced under their version, or whatever it is', () => {
    const { objects } = testCluster().cluster;
    const first = objects.create(hostnameRequest('shop'));
    objects.patch(KIND, SHOP, { spec: { expiresAfter: '1h' } });

    expect(() =>
      objects.replace({
        ...first,
        spec: { ...(first.spec as object), expiresAfter: '2h' },
      }),
    ).toThrow('the object has been modified');
    expect(
      objects.replace(hostnameRequest('shop', { expiresAfter: '3h' })).spec,
    ).toMatchObject({ expiresAfter: '3h' });
  });
});
