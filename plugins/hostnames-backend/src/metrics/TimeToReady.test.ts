import { RequestObject } from '../gateways/kinds';
import { TimeToReady } from './TimeToReady';

const CREATED = Date.parse('2026-11-01T00:00:00Z');
const at = (seconds: number) =>
  new Date(CREATED + seconds * 1000).toISOString();

function request(status?: string, since = 0, uid = 'u1'): RequestObject {
  return {
    apiVersion: 'hostmaster.dev/v1alpha1',
    kind: 'GatewayHostnameRequest',
    metadata: {
      namespace: 'shop',
      name: 'shop',
      uid,
      creationTimestamp: at(0),
    },
    spec: {
      hostname: 'shop.example.com',
      environment: 'prod',
      gatewayClass: 'alb',
    },
    ...(status
      ? {
          status: {
            conditions: [
              {
                type: 'Ready',
                status: status as 'True',
                reason: 'Any',
                message: '',
                lastTransitionTime: at(since),
              },
            ],
          },
        }
      : {}),
  };
}

function setUp(seconds: number) {
  const measured: Array<[string, number]> = [];
  const times = new TimeToReady(
    { ready: (cluster, value) => measured.push([cluster, value]) },
    () => CREATED + seconds * 1000,
  );
  return { times, measured };
}

describe('TimeToReady', () => {
  it('measures from the creation to the first time', () => {
    const { times, measured } = setUp(200);
    times.passed('prod/shop/shop', request(), request('False'));
    times.passed('prod/shop/shop', request('Unknown', 150), request('True'));

    expect(measured).toEqual([['prod', 200]]);
  });

  it('measures after a restart what has only waited since its creation', () => {
    const { times, measured } = setUp(200);

    times.passed('prod/shop/shop', request('False', 2), request('True'));

    expect(measured).toEqual([['prod', 200]]);
  });

  it('does not measure a hostname that fell back and recovered', () => {
    const { times, measured } = setUp(90_000);
    times.passed('prod/shop/shop', request(), request('True'));
    measured.length = 0;

    times.passed('prod/shop/shop', request('False', 86_400), request('True'));
    times.passed('prod/shop/shop', request('True', 200), request('True'));

    expect(measured).toEqual([]);
  });

  it('does not take a new request for the one of the same name before it', () => {
    const { times, measured } = setUp(90_000);
    times.passed('prod/shop/shop', request(), request('False'));
    times.forget('prod/shop/shop');

    times.passed('prod/shop/shop', request('False', 86_400), request('True'));

    expect(measured).toEqual([]);
  });
});
