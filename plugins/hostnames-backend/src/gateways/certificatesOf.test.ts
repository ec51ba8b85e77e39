import { certificatesOf, withCertificates } from './certificatesOf';
import { LoadBalancerConfiguration } from './kinds';

function configuration(certificates?: string[]): LoadBalancerConfiguration {
  return {
    apiVersion: 'gateway.k8s.aws/v1',
    kind: 'LoadBalancerConfiguration',
    metadata: { name: 'gw-01', namespace: 'edge' },
    spec: {
      scheme: 'internal',
      listenerConfigurations: [
        {
          protocolPort: 'HTTPS:443',
          defaultCertificate: 'default',
          sslPolicy: 'x',
          ...(certificates ? { certificates } : {}),
        },
        { protocolPort: 'HTTPS:8443' },
      ],
    },
  };
}

describe('withCertificates', () => {
  it.each<
    [
      string,
      string[] | undefined,
      { add: string[]; remove: string[]; most?: number },
      string[] | undefined,
    ]
  >([
    [
      'adds at the end, in the order of what was there',
      ['b', 'a'],
      { add: ['c'], remove: [] },
      ['b', 'a', 'c'],
    ],
    [
      'takes out only what was named',
      ['b', 'stranger', 'a'],
      { add: [], remove: ['a'] },
      ['b', 'stranger'],
    ],
    [
      'never adds the default one',
      ['a'],
      { add: ['default'], remove: [] },
      undefined,
    ],
    [
      'changes nothing when it is there already',
      ['a'],
      { add: ['a'], remove: ['x'] },
      undefined,
    ],
    [
      'adds only as many as there is room for',
      ['a', 'b'],
      { add: ['c', 'd'], remove: [], most: 3 },
      ['a', 'b', 'c'],
    ],
    [
      'adds none to a full list, and to an overfull one neither',
      ['a', 'b'],
      { add: ['c'], remove: [], most: 1 },
      undefined,
    ],
    [
      'uses the place of one that leaves',
      ['a', 'b'],
      { add: ['c'], remove: ['a'], most: 2 },
      ['b', 'c'],
    ],
    ['begins a list', undefined, { add: ['a'], remove: [] }, ['a']],
    ['ends a list', ['a'], { add: [], remove: ['a'] }, []],
  ])('%s', (_sentence, before, change, after) => {
    const next = withCertificates(configuration(before), change);
    expect(next && certificatesOf(next)).toEqual(after);
    const listenerConfigurations = [
      { defaultCertificate: 'default', sslPolicy: 'x' },
      { protocolPort: 'HTTPS:8443' },
    ];
    expect(next ?? configuration(before)).toMatchObject({
      spec: { scheme: 'internal', listenerConfigurations },
    });
  });
});
