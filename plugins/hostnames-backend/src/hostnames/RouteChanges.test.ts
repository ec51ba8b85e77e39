import { ClusterClient } from '@hostmaster/kubernetes-runtime';
import { Route } from '../gateways/kinds';
import { RouteChanges } from './RouteChanges';

const CREATED = '2026-01-01T00:00:00Z';
const EDITED = '2026-03-01T00:00:00Z';
const LATER = '2026-04-01T00:00:00Z';

/** As a store shows it: without `managedFields`. */
const route = (kind = 'HTTPRoute'): Route => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind,
  metadata: { namespace: 'shop', name: 'web', creationTimestamp: CREATED },
  spec: {},
});

function open(managedFields?: unknown) {
  const get = jest.fn(
    async (_kind: { plural: string }, _ref: object): Promise<unknown> => {
      const { metadata, ...rest } = route();
      return { ...rest, metadata: { ...metadata, managedFields } };
    },
  );
  const client = { get } as unknown as Pick<ClusterClient, 'get'>;
  return { get, changes: new RouteChanges(client) };
}

describe('RouteChanges', () => {
  it.each<[string, unknown, string]>([
    ['it was made, where nothing else is recorded', undefined, CREATED],
    ['it was edited', [{ time: EDITED }], EDITED],
    [
      'somebody edited it last, whoever that was',
      [
        { time: LATER, manager: 'kubectl' },
        { time: EDITED, manager: 'argo' },
      ],
      LATER,
    ],
    [
      'it was edited, whatever became of its status since',
      [{ time: EDITED }, { time: LATER, subresource: 'status' }],
      EDITED,
    ],
    ['it was made, where the record is no record', 'nonsense', CREATED],
    ['it was made, where a time is no time', [{ time: 'soon' }], CREATED],
  ])('tells when %s', async (_what, managedFields, expected) => {
    const { changes } = open(managedFields);

    expect(await changes.lastOf(route())).toBe(Date.parse(expected));
  });

  it('reads once for every version that is shown', async () => {
    const { changes, get } = open();
    const shown = route();

    await changes.lastOf(shown);
    await changes.lastOf(shown);
    expect(get).toHaveBeenCalledTimes(1);

    await changes.lastOf({ ...shown });
    expect(get).toHaveBeenCalledTimes(2);
  });

  it('reads the kind that the route is of', async () => {
    const { changes, get } = open();

    await changes.lastOf(route('GRPCRoute'));

    expect(get.mock.calls[0][0].plural).toBe('grpcroutes');
  });

  it('does not know of one that cannot be read, and asks again', async () => {
    const { changes, get } = open();
    const shown = route();
    get.mockRejectedValueOnce(new Error('forbidden'));
    get.mockResolvedValueOnce(undefined);

    expect(await changes.lastOf(shown)).toBeUndefined();
    expect(await changes.lastOf(shown)).toBeUndefined();
    expect(await changes.lastOf(shown)).toBe(Date.parse(CREATED));
  });
});
