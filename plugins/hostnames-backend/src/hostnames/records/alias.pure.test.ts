import { DnsRecord } from '@hostmaster/backstage-plugin-hostnames-node';
import { sameAlias, sameTarget } from './alias.pure';

describe('sameTarget', () => {
  it.each([
    ['lb-1.elb', 'lb-1.elb', true],
    ['LB-1.elb.', 'lb-1.elb', true],
    ['dualstack.lb-1.elb', 'lb-1.elb', true],
    ['Dualstack.lb-1.elb.', 'dualstack.lb-1.elb', true],
    ['lb-1.elb', 'lb-2.elb', false],
    ['lb-1.dualstack.elb', 'lb-1.elb', false],
    ['xdualstack.lb-1.elb', 'xlb-1.elb', false],
    ['lb.1.elb', 'lb1.elb', false],
  ])('%s and %s: %s', (left, right, same) => {
    expect(sameTarget(left, right)).toBe(same);
    expect(sameTarget(right, left)).toBe(same);
  });
});

describe('sameAlias', () => {
  const alias = {
    dnsName: 'lb-1.elb',
    hostedZoneId: 'ZELB',
    evaluateTargetHealth: false,
  };
  const record: DnsRecord = { name: 'shop.example.com', type: 'A', alias };

  it.each<[string, DnsRecord | undefined, boolean]>([
    ['the same', record, true],
    [
      'another spelling',
      { ...record, alias: { ...alias, dnsName: 'LB-1.elb.' } },
      true,
    ],
    ['no record', undefined, false],
    ['no alias', { ...record, alias: undefined, values: ['192.0.2.1'] }, false],
    [
      'another target',
      { ...record, alias: { ...alias, dnsName: 'lb-2.elb' } },
      false,
    ],
    [
      'another zone',
      { ...record, alias: { ...alias, hostedZoneId: 'Z2' } },
      false,
    ],
    ['one of several by weight', { ...record, setIdentifier: 'blue' }, false],
  ])('%s', (_, found, same) => {
    expect(sameAlias(found, alias)).toBe(same);
  });
});
