import fc from 'fast-check';
import { createAddressPolicy, unmapped } from './AddressPolicy';

const none = createAddressPolicy([]);

describe('AddressPolicy', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '52.94.236.248',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a05:d014::1',
    '2600:1f18::1',
    '::ffff:8.8.8.8',
  ])('allows %s', address => {
    expect(none.allows(address)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '100.127.255.254',
    '127.0.0.1',
    '127.255.255.255',
    '169.254.169.254',
    '169.254.170.2',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.0.170',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '192.168.255.255',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.1.1.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:a9fe:a9fe',
    '0:0:0:0:0:ffff:10.0.0.1',
    '::127.0.0.1',
    '::8.8.8.8',
    '64:ff9b::7f00:1',
    '64:ff9b::808:808',
    '64:ff9b:1::1',
    '100::1',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fec0::1',
    'fc00::1',
    'fd00:ec2::254',
    'fdff::1',
    'ff02::1',
    '2001::1',
    '2001:0:53aa:64c:0:0:0:1',
    '2001:db8::1',
    '2001:10::1',
    '2002:7f00:1::',
    '2002:a9fe:a9fe::1',
    '3fff::1',
    '5f00::1',
    '4000::1',
    '8000::1',
  ])('refuses %s', address => {
    expect(none.allows(address)).toBe(false);
  });

  it.each([
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0x7f.0.0.1',
    '127.1',
    '127.0.1',
    '8.8.8',
    '8.8.8.8.8',
    '08.8.8.8',
    '8.8.8.8 ',
    ' 8.8.8.8',
    '8.8.8.8/32',
    '[2606:4700::1]',
    '2606:4700::1%0',
    'example.com',
    'localhost',
    '',
    '．８．８',
    '8。8。8。8',
    '8.8.8.256',
  ])('refuses %j, which is no address in canonical spelling', address => {
    expect(none.allows(address)).toBe(false);
  });

  it('allows what is named, and no more', () => {
    const policy = createAddressPolicy([
      '10.1.0.0/16',
      '192.168.7.7',
      'fd00:1::/32',
    ]);

    expect(
      ['10.1.2.3', '::ffff:10.1.2.3', '192.168.7.7', 'fd00:1::5'].filter(
        address => !policy.allows(address),
      ),
    ).toEqual([]);
    expect(
      ['10.2.0.1', '192.168.7.8', 'fd00:2::5', '127.0.0.1'].filter(address =>
        policy.allows(address),
      ),
    ).toEqual([]);
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0.0/x',
    '10.0.0/8',
    'internal',
    '',
    '::1/129',
    '10.0.0.0/8/9',
  ])('names the entry %j that is no address', entry => {
    expect(() => createAddressPolicy([entry])).toThrow(
      /neither an IP address nor a CIDR block/,
    );
  });

  it('judges every mapped IPv4 address as that IPv4 address', () => {
    fc.assert(
      fc.property(fc.ipV4(), address => {
        const [a, b, c, d] = address.split('.').map(Number);
        const hex = ((a << 8) | b).toString(16);
        const low = ((c << 8) | d).toString(16);
        for (const mapped of [
          `::ffff:${address}`,
          `::ffff:${hex}:${low}`,
          `0:0:0:0:0:FFFF:${hex}:${low}`,
        ]) {
          expect(unmapped(mapped)).toBe(address);
          expect(none.allows(mapped)).toBe(none.allows(address));
        }
      }),
    );
  });
});
