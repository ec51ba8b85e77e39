import { mockServices } from '@backstage/backend-test-utils';
import { parseEndpoint, readProbesConfig } from './ProbesConfig';

const read = (probes?: object) =>
  readProbesConfig(
    mockServices.rootConfig({
      data: probes ? { hostnames: { probes } } : {},
    }) as any,
  );

describe('readProbesConfig', () => {
  it('has a default for everything', () => {
    expect(read()).toMatchObject({
      enabled: true,
      interval: 300_000,
      settlingInterval: 15_000,
      concurrency: 10,
      edgePort: 443,
      allowedAddresses: [],
      extraRoots: [],
    });
    expect(read().resolvers.every(({ configured }) => configured)).toBe(true);
    expect(read().authoritative).toBeUndefined();
  });

  it('reads addresses with and without port, alone or in a list', () => {
    expect(
      read({
        resolvers: ['192.0.2.1', '[2001:db8::1]:5353'],
        authoritative: '127.0.0.1:5353',
      }),
    ).toMatchObject({
      resolvers: [
        { address: '192.0.2.1', port: 53 },
        { address: '2001:db8::1', port: 5353 },
      ],
      authoritative: [{ address: '127.0.0.1', port: 5353 }],
    });
  });

  it.each([
    [
      { resolvers: ['dns.example.com'] },
      /hostnames\.probes\.resolvers: 'dns\.example\.com' is not an IP address/,
    ],
    [{ authoritative: '127.0.0.1:0' }, /hostnames\.probes\.authoritative/],
    [{ authoritative: '127.0.0.1:70000' }, /hostnames\.probes\.authoritative/],
    [
      { allowedAddresses: ['10.0.0.0/40'] },
      /hostnames\.probes\.allowedAddresses: '10\.0\.0\.0\/40'/,
    ],
    [{ interval: '10ms' }, /hostnames\.probes\.interval/],
    [
      { concurrency: 0 },
      /hostnames\.probes\.concurrency must be a whole number/,
    ],
    [{ edgePort: 1.5 }, /hostnames\.probes\.edgePort/],
    [{ extraRoots: '/does/not/exist.pem' }, /hostnames\.probes\.extraRoots: /],
  ])('names the key of %j', (probes, message) => {
    expect(() => read(probes)).toThrow(message);
  });

  it.each([
    '',
    ':53',
    '192.0.2.1:',
    '192.0.2.1:x',
    '192.0.2:53',
    'localhost:53',
    '192.0.2.1:53:53',
  ])('takes %j for no address', value => {
    expect(parseEndpoint(value)).toBeUndefined();
  });
});
