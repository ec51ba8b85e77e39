import { JsonObject } from '@backstage/types';

/**
 * Config of a world that lives for days: its lease is renewed every two minutes instead of every two seconds, which is most of
 * what an idle world does. Not for tests in which a lease passes to another process: that takes a quarter of an hour here.
 */
export function longLife(waits: JsonObject = { coolDown: '0s' }): JsonObject {
  return {
    reconciler: {
      edgeDomain: 'edge.example.com',
      homeCluster: 'prod',
      waits,
      lease: { duration: '15m', renewDeadline: '10m', retryPeriod: '2m' },
    },
  };
}
