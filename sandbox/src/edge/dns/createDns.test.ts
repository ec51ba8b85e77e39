import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { connect as tcpConnect } from 'node:net';
import { promisify } from 'node:util';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { seededRandom } from '@hostmaster/kubernetes-runtime/testUtils';
import { Aws, createAws, noDelays, noRateLimits } from '../../aws';
import {
  createDns,
  DnsListener,
  parentView,
  privateView,
  publicView,
  resolverView,
} from '.';

const run = promisify(execFile);

function newAws(): Aws {
  return createAws({
    clock: systemClock,
    random: seededRandom('edge'),
    accountId: '123456789012',
    region: 'eu-central-1',
    delays: noDelays,
    limits: noRateLimits,
  });
}

describe('DNS over the wire', () => {
  let aws: Aws;
  let listener: DnsListener;

  const dig = async (...args: string[]) => {
    const { stdout } = await run('dig', [
      `@${listener.host}`,
      '-p',
      String(listener.port),
      '+tries=1',
      '+time=2',
      ...args,
    ]);
    return stdout;
  };
  const short = async (...args: string[]) =>
    (await dig(...args, '+short')).trim().split('\n').filter(Boolean);

  beforeAll(async () => {
    aws = newAws();
    const zone = aws.zones.putZone({ name: 'example.com' });
    const loadBalancer = aws.loadBalancers.put({ name: 'gw-01' });
    const alias = {
      hostedZoneId: loadBalancer.canonicalHostedZoneId,
      dnsName: loadBalancer.dnsName,
    };
    aws.zones.putRecords(zone, [
      { name: 'example.com', type: 'A', values: ['192.0.2.1'] },
      {
        name: 'example.com',
        type: 'CAA',
        values: ['0 issue "amazon.com"', '128 issuewild ";"'],
      },
      { name: 'example.com', type: 'MX', values: ['10 mail.example.com.'] },
      { name: 'shop.example.com', type: 'A', alias },
      { name: 'shop.example.com', type: 'AAAA', alias },
      { name: '*.example.com', type: 'A', ttl: 30, values: ['192.0.2.9'] },
      { name: '*.example.com', type: 'TXT', values: ['"wild"'] },
      { name: 'www.example.com', type: 'CNAME', values: ['shop.example.com'] },
      {
        name: 'out.example.com',
        type: 'CNAME',
        values: ['elsewhere.invalid.'],
      },
      {
        name: 'to-wild.example.com',
        type: 'CNAME',
        values: ['any.thing.example.com.'],
      },
      {
        name: 'loop.example.com',
        type: 'CNAME',
        values: ['loop.example.com.'],
      },
      { name: 'deep.ent.example.com', type: 'TXT', values: ['"x"'] },
      {
        name: 'txt.example.com',
        type: 'TXT',
        values: [
          '"one" "two \\"quoted\\""',
          `"${'a'.repeat(255)}" "${'b'.repeat(200)}"`,
        ],
      },
      {
        name: 'big.example.com',
        type: 'TXT',
        values: Array.from(
          { length: 60 },
          (_, i) => `"${String(i).padStart(3, '0')}${'x'.repeat(90)}"`,
        ),
      },
      {
        name: 'sub.example.com',
        type: 'NS',
        values: ['ns1.sub.example.com.', 'ns.other.net.'],
      },
      { name: 'ns1.sub.example.com', type: 'A', values: ['192.0.2.53'] },
      {
        name: '_svc._tcp.example.com',
        type: 'SRV',
        values: ['1 2 443 shop.example.com.'],
      },
      {
        name: 'same.example.com',
        type: 'A',
        alias: { hostedZoneId: zone.id, dnsName: 'example.com' },
      },
    ]);
    listener = await createDns({ view: publicView(aws) }).listen({ port: 0 });
  });

  afterAll(async () => {
    await listener.close();
    aws.close();
  });

  it('answers an alias with the load balancer’s loopback address for 60 seconds, authoritatively', async () => {
    const answer = await dig('shop.example.com', 'A');

    expect(answer).toMatch(/flags: qr aa rd;/);
    expect(answer).toMatch(
      /shop\.example\.com\.\s+60\s+IN\s+A\s+127\.53\.0\.1/,
    );
  });

  it('has no AAAA for a load balancer with IPv4 only, and says so without NXDOMAIN', async () => {
    const answer = await dig('shop.example.com', 'AAAA');

    expect(answer).toMatch(/status: NOERROR/);
    expect(answer).toMatch(/ANSWER: 0, AUTHORITY: 1/);
    expect(answer).toMatch(/example\.com\.\s+900\s+IN\s+SOA/);
  });

  it('follows CNAMEs inside its zones and leaves those that point out', async () => {
    expect(await short('www.example.com', 'A')).toEqual([
      'shop.example.com.',
      '127.53.0.1',
    ]);
    expect(await short('out.example.com', 'A')).toEqual(['elsewhere.invalid.']);
    expect(await short('to-wild.example.com', 'A')).toEqual([
      'any.thing.example.com.',
      '192.0.2.9',
    ]);
    expect(await dig('loop.example.com', 'A')).toMatch(/status: SERVFAIL/);
    expect(await short('same.example.com', 'A')).toEqual(['192.0.2.1']);
  });

  it.each([
    ['any name at any depth', 'a.b.c.example.com', ['192.0.2.9']],
    ['not a name that exists with other types', 'txt.example.com', []],
    ['not an empty non-terminal', 'ent.example.com', []],
    ['not names below an existing name', 'below.ent.example.com', []],
    ['its own label asked literally', '*.example.com', ['192.0.2.9']],
    ['upper case alike', 'A.B.EXAMPLE.com', ['192.0.2.9']],
  ])('lets a wildcard answer %s', async (_, name, expected) => {
    expect(await short(name, 'A')).toEqual(expected);
  });

  it('tells NXDOMAIN from NODATA, both with the SOA', async () => {
    const missing = await dig('below.ent.example.com', 'A');
    const empty = await dig('ent.example.com', 'A');

    expect(missing).toMatch(/status: NXDOMAIN/);
    expect(empty).toMatch(/status: NOERROR/);
    expect(empty).toMatch(/AUTHORITY: 1/);
    expect(missing).toMatch(/SOA/);
  });

  it('refers to a delegated zone with glue, not authoritatively', async () => {
    const answer = await dig('www.sub.example.com', 'A', '+norecurse');

    expect(answer).toMatch(/flags: qr;/);
    expect(answer).toMatch(/ANSWER: 0, AUTHORITY: 2, ADDITIONAL: 2/);
    expect(answer).toMatch(
      /ns1\.sub\.example\.com\.\s+\d+\s+IN\s+A\s+192\.0\.2\.53/,
    );
  });

  it('truncates over UDP what is too long, and gives it over TCP', async () => {
    expect(await dig('big.example.com', 'TXT', '+ignore', '+noedns')).toMatch(
      /flags: qr aa tc rd;/,
    );
    expect((await short('big.example.com', 'TXT', '+tcp')).length).toBe(60);
    expect((await short('big.example.com', 'TXT')).length).toBe(60);
  });

  it('keeps texts of several and long strings as they are', async () => {
    expect(await short('txt.example.com', 'TXT')).toEqual([
      '"one" "two \\"quoted\\""',
      `"${'a'.repeat(255)}" "${'b'.repeat(200)}"`,
    ]);
  });

  it('answers NS, SOA, CAA, MX and SRV', async () => {
    expect((await short('example.com', 'NS')).length).toBe(4);
    expect((await short('example.com', 'SOA'))[0]).toMatch(
      /awsdns-hostmaster\.amazon\.com\. 1 7200 900 1209600 86400$/,
    );
    expect((await short('example.com', 'CAA')).sort()).toEqual([
      '0 issue "amazon.com"',
      '128 issuewild ";"',
    ]);
    expect(await short('example.com', 'MX')).toEqual(['10 mail.example.com.']);
    expect(await short('_svc._tcp.example.com', 'SRV')).toEqual([
      '1 2 443 shop.example.com.',
    ]);
  });

  it('gives ANY one small record, refuses strangers, transfers and other classes', async () => {
    expect(await dig('shop.example.com', 'ANY')).toMatch(/HINFO\s+"RFC8482"/);
    expect(await dig('example.org', 'A')).toMatch(/status: REFUSED/);
    expect(await dig('example.com', 'AXFR')).toMatch(/Transfer failed|REFUSED/);
    expect(await dig('version.bind', 'TXT', 'CH')).toMatch(/status: REFUSED/);
    expect(await dig('shop.example.com', 'A', '+edns=1', '+noednsneg')).toMatch(
      /BADVERS/,
    );
  });

  it('survives garbage on both transports', async () => {
    const udp = createSocket('udp4');
    const random = seededRandom('garbage');
    for (let length = 0; length < 200; length++) {
      udp.send(
        Buffer.from(Array.from({ length }, () => Math.floor(random() * 256))),
        listener.port,
        listener.host,
      );
    }
    await new Promise<void>(resolve => {
      const socket = tcpConnect(listener.port, listener.host, () =>
        socket.end(Buffer.from('00051122334455', 'hex')),
      );
      socket.on('error', () => {});
      socket.on('close', () => resolve());
      socket.resume();
    });
    udp.close();

    expect(await short('shop.example.com', 'A')).toEqual(['127.53.0.1']);
  });

  it('answers malformed queries with FORMERR and responses with nothing', () => {
    const dns = createDns({ view: publicView(aws) });
    const header = Buffer.from('1234010000010000000000000', 'hex').subarray(
      0,
      12,
    );
    const query = Buffer.concat([
      header,
      Buffer.alloc(12 - header.length),
      Buffer.from([63, 1, 2]),
    ]);

    expect(dns.answerMessage(query, 'udp')?.readUInt8(3)).toBe(1);
    expect(
      dns.answerMessage(Buffer.from('123481000001000000000000', 'hex'), 'udp'),
    ).toBeUndefined();
    expect(dns.answerMessage(Buffer.alloc(3), 'udp')).toBeUndefined();
  });
});

describe('DNS views', () => {
  it('serves a change only when it is INSYNC', () => {
    const aws = newAws();
    const zone = aws.zones.putZone({ name: 'example.com' });
    const dns = createDns({ view: publicView(aws) });
    const ask = () =>
      dns.answer({ questions: [{ name: 'a.example.com', type: 'A' }] }).answers
        ?.length;
    aws.route53.write(
      zone,
      [
        {
          kind: 'put',
          record: {
            name: 'a.example.com.',
            type: 'A',
            ttl: 60,
            values: ['192.0.2.1'],
          },
        },
      ],
      { inSync: 60_000 },
    );

    expect(zone.records.ofName('a.example.com.')).toHaveLength(1);
    expect(ask()).toBe(0);
    aws.close();
  });

  it('does not fall through from a private zone to the public one', () => {
    const aws = newAws();
    aws.zones.putZone({ name: 'example.com' });
    aws.zones.putRecords('example.com', [
      { name: 'shop.example.com', type: 'A', values: ['192.0.2.1'] },
    ]);
    const dns = createDns({ view: privateView(aws, { vpcId: 'vpc-1' }) });
    const ask = () =>
      dns.answer({ questions: [{ name: 'shop.example.com', type: 'A' }] });

    expect(ask().answers).toHaveLength(1);
    aws.zones.putZone({
      name: 'example.com',
      private: true,
      vpcs: [{ id: 'vpc-1', region: 'eu-central-1' }],
    });
    expect((ask().flags ?? 0) & 15).toBe(3);
    aws.close();
  });

  it('shows a resolver and the parent’s servers what is delegated, and to whom', () => {
    const aws = newAws();
    const zone = aws.zones.putZone({ name: 'example.com' });
    const question = {
      questions: [{ name: 'example.com', type: 'NS' as const }],
    };
    const resolver = createDns({ view: resolverView(aws) });
    const parent = createDns({ view: parentView(aws) });
    const parentServers = () =>
      parent
        .answer(question)
        .authorities?.map(record => 'data' in record && record.data);

    expect(resolver.answer(question).answers).toHaveLength(4);
    expect(parentServers()).toEqual([...zone.nameServers]);

    aws.zones.setDelegation('example.com', { nameServers: ['ns1.old.net'] });
    expect((resolver.answer(question).flags ?? 0) & 15).toBe(2);
    expect(parentServers()).toEqual(['ns1.old.net']);

    aws.zones.setDelegation('example.com', 'none');
    expect((resolver.answer(question).flags ?? 0) & 15).toBe(3);
    expect(parentServers()).toEqual([]);
    aws.close();
  });
});
