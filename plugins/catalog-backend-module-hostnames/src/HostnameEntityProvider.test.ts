import { mockServices } from '@backstage/backend-test-utils';
import {
  HostnamesClient,
  HostnameSummary,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { HostnameEntityProvider } from './HostnameEntityProvider';

function summaryOf(index: number): HostnameSummary {
  return {
    ref: { cluster: 'prod', namespace: 'shop', name: `shop-${index}` },
    hostname: `shop-${index}.example.com`,
    environment: 'prod',
    visibility: 'internet-facing',
    profile: 'alb-public',
    deleting: false,
    verdict: {
      level: 'ok',
      impact: 'none',
      label: '',
      sentence: '',
      who: 'nobody',
      next: [],
      axes: [],
      checkedAt: '',
    },
  };
}

async function refreshed(options: {
  hostnames: HostnameSummary[];
  reachable?: boolean;
  fails?: boolean;
}) {
  const mutations: any[] = [];
  const client = {
    listHostnames: async ({
      offset = 0,
      limit = 25,
    }: {
      offset?: number;
      limit?: number;
    }) => {
      if (options.fails) throw new Error('unavailable');
      return {
        items: options.hostnames.slice(offset, offset + limit),
        totalItems: options.hostnames.length,
      };
    },
    getStatus: async () => ({
      clusters: [{ name: 'prod', reachable: options.reachable ?? true }],
    }),
  } as unknown as HostnamesClient;
  const provider = new HostnameEntityProvider({
    client,
    auth: mockServices.auth(),
    logger: mockServices.logger.mock(),
    taskRunner: {
      run: async ({ fn }) => void (await fn(new AbortController().signal)),
    },
  });
  await provider.connect({
    applyMutation: async mutation => void mutations.push(mutation),
    refresh: async () => {},
  });
  return mutations;
}

describe('HostnameEntityProvider', () => {
  it('hands over every hostname, however many pages there are', async () => {
    const hostnames = Array.from({ length: 450 }, (_, index) =>
      summaryOf(index),
    );

    const [mutation] = await refreshed({ hostnames });

    expect(mutation.type).toBe('full');
    expect(mutation.entities).toHaveLength(450);
  });

  // A backend that cannot see its clusters lists nothing: that must not remove every entity.
  it('changes nothing when the backend fails, or lists nothing while a cluster is out of sight', async () => {
    expect(await refreshed({ hostnames: [], fails: true })).toEqual([]);
    expect(await refreshed({ hostnames: [], reachable: false })).toEqual([]);
  });

  it('removes the last entity when everything is in sight', async () => {
    expect(await refreshed({ hostnames: [] })).toEqual([
      { type: 'full', entities: [] },
    ]);
  });
});
