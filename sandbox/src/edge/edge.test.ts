import { execFile } from 'node:child_process';
import { connect as tcpConnect } from 'node:net';
import { createSocket } from 'node:dgram';
import { request as httpsRequest } from 'node:https';
import { request as httpRequest } from 'node:http';
import { connect as tlsConnect } from 'node:tls';
import { promisify } from 'node:util';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { seededRandom } from '@hostmaster/kubernetes-runtime/testUtils';
import {
  ACMClient,
  RequestCertificateCommand,
} from '@aws-sdk/client-acm';
import {
  AddListenerCertificatesCommand,
  CreateListenerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { Aws, createAws, inProcessRequestHandler, noDelays, noRateLimits } from '../aws';
import { createDns, DnsListener, parentView, privateView, publicView, resolverView } from './dns';
import { createEdge, EdgeListener, SERVICE_TAG } from './tls';

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
    const { stdout } = await run('dig', [`@${listener.host}`, '-p', String(listener.port), '+tries=1', '+time=2', ...args]);
    return stdout;
  };
  const short = async (...args: string[]) => (await dig(...args, '+short')).trim().split('\n').filter(Boolean);

  beforeAll(async () => {
    aws = newAws();
    const zone = aws.zones.putZone({ name: 'example.com' });
    const loadBalancer = aws.loadBalancers.put({ name: 'gw-01' });
    const alias = { hostedZoneId: loadBalancer.canonicalHostedZoneId, dnsName: loadBalancer.dnsName };
    aws.zones.putRecords(zone, [
      { name: 'example.com', type: 'A', values: ['192.0.2.1'] },
      { name: 'example.com', type: 'CAA', values: ['0 issue "amazon.com"', '128 issuewild ";"'] },
      { name: 'example.com', type: 'MX', values: ['10 mail.example.com.'] },
      { name: 'shop.example.com', type: 'A', alias },
      { name: 'shop.example.com', type: 'AAAA', alias },
      { name: '*.example.com', type: 'A', ttl: 30, values: ['192.0.2.9'] },
      { name: '*.example.com', type: 'TXT', values: ['"wild"'] },
      { name: 'www.example.com', type: 'CNAME', values: ['shop.example.com'] },
      { name: 'out.example.com', type: 'CNAME', values: ['elsewhere.invalid.'] },
      { name: 'to-wild.example.com', type: 'CNAME', values: ['any.thing.example.com.'] },
      { name: 'loop.example.com', type: 'CNAME', values: ['loop.example.com.'] },
      { name: 'deep.ent.example.com', type: 'TXT', values: ['"x"'] },
      { name: 'txt.example.com', type: 'TXT', values: ['"one" "two \\"quoted\\""', `"${'a'.repeat(255)}" "${'b'.repeat(200)}"`] },
      { name: 'big.example.com', type: 'TXT', values: Array.from({ length: 60 }, (_, i) => `"${String(i).padStart(3, '0')}${'x'.repeat(90)}"`) },
      { name: 'sub.example.com', type: 'NS', values: ['ns1.sub.example.com.', 'ns.other.net.'] },
      { name: 'ns1.sub.example.com', type: 'A', values: ['192.0.2.53'] },
      { name: '_svc._tcp.example.com', type: 'SRV', values: ['1 2 443 shop.example.com.'] },
      { name: 'same.example.com', type: 'A', alias: { hostedZoneId: zone.id, dnsName: 'example.com' } },
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
    expect(answer).toMatch(/shop\.example\.com\.\s+60\s+IN\s+A\s+127\.53\.0\.1/);
  });

  it('has no AAAA for a load balancer with IPv4 only, and says so without NXDOMAIN', async () => {
    const answer = await dig('shop.example.com', 'AAAA');

    expect(answer).toMatch(/status: NOERROR/);
    expect(answer).toMatch(/ANSWER: 0, AUTHORITY: 1/);
    expect(answer).toMatch(/example\.com\.\s+900\s+IN\s+SOA/);
  });

  it('follows CNAMEs inside its zones and leaves those that point out', async () => {
    expect(await short('www.example.com', 'A')).toEqual(['shop.example.com.', '127.53.0.1']);
    expect(await short('out.example.com', 'A')).toEqual(['elsewhere.invalid.']);
    expect(await short('to-wild.example.com', 'A')).toEqual(['any.thing.example.com.', '192.0.2.9']);
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
    expect(answer).toMatch(/ns1\.sub\.example\.com\.\s+\d+\s+IN\s+A\s+192\.0\.2\.53/);
  });

  it('truncates over UDP what is too long, and gives it over TCP', async () => {
    expect(await dig('big.example.com', 'TXT', '+ignore', '+noedns')).toMatch(/flags: qr aa tc rd;/);
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
    expect((await short('example.com', 'SOA'))[0]).toMatch(/awsdns-hostmaster\.amazon\.com\. 1 7200 900 1209600 86400$/);
    expect((await short('example.com', 'CAA')).sort()).toEqual(['0 issue "amazon.com"', '128 issuewild ";"']);
    expect(await short('example.com', 'MX')).toEqual(['10 mail.example.com.']);
    expect(await short('_svc._tcp.example.com', 'SRV')).toEqual(['1 2 443 shop.example.com.']);
  });

  it('gives ANY one small record, refuses strangers, transfers and other classes', async () => {
    expect(await dig('shop.example.com', 'ANY')).toMatch(/HINFO\s+"RFC8482"/);
    expect(await dig('example.org', 'A')).toMatch(/status: REFUSED/);
    expect(await dig('example.com', 'AXFR')).toMatch(/Transfer failed|REFUSED/);
    expect(await dig('version.bind', 'TXT', 'CH')).toMatch(/status: REFUSED/);
    expect(await dig('shop.example.com', 'A', '+edns=1', '+noednsneg')).toMatch(/BADVERS/);
  });

  it('survives garbage on both transports', async () => {
    const udp = createSocket('udp4');
    const random = seededRandom('garbage');
    for (let length = 0; length < 200; length++) {
      udp.send(Buffer.from(Array.from({ length }, () => Math.floor(random() * 256))), listener.port, listener.host);
    }
    await new Promise<void>(resolve => {
      const socket = tcpConnect(listener.port, listener.host, () => socket.end(Buffer.from('00051122334455', 'hex')));
      socket.on('error', () => {});
      socket.on('close', () => resolve());
      socket.resume();
    });
    udp.close();

    expect(await short('shop.example.com', 'A')).toEqual(['127.53.0.1']);
  });

  it('answers malformed queries with FORMERR and responses with nothing', () => {
    const dns = createDns({ view: publicView(aws) });
    const header = Buffer.from('1234010000010000000000000', 'hex').subarray(0, 12);
    const query = Buffer.concat([header, Buffer.alloc(12 - header.length), Buffer.from([63, 1, 2])]);

    expect(dns.answerMessage(query, 'udp')?.readUInt8(3)).toBe(1);
    expect(dns.answerMessage(Buffer.from('123481000001000000000000', 'hex'), 'udp')).toBeUndefined();
    expect(dns.answerMessage(Buffer.alloc(3), 'udp')).toBeUndefined();
  });
});

describe('DNS views', () => {
  it('serves a change only when it is INSYNC', () => {
    const aws = newAws();
    const zone = aws.zones.putZone({ name: 'example.com' });
    const dns = createDns({ view: publicView(aws) });
    const ask = () => dns.answer({ questions: [{ name: 'a.example.com', type: 'A' }] }).answers?.length;
    aws.route53.write(
      zone,
      [{ kind: 'put', record: { name: 'a.example.com.', type: 'A', ttl: 60, values: ['192.0.2.1'] } }],
      { inSync: 60_000 },
    );

    expect(zone.records.ofName('a.example.com.')).toHaveLength(1);
    expect(ask()).toBe(0);
    aws.close();
  });

  it('does not fall through from a private zone to the public one', () => {
    const aws = newAws();
    aws.zones.putZone({ name: 'example.com' });
    aws.zones.putRecords('example.com', [{ name: 'shop.example.com', type: 'A', values: ['192.0.2.1'] }]);
    const dns = createDns({ view: privateView(aws, { vpcId: 'vpc-1' }) });
    const ask = () => dns.answer({ questions: [{ name: 'shop.example.com', type: 'A' }] });

    expect(ask().answers).toHaveLength(1);
    aws.zones.putZone({ name: 'example.com', private: true, vpcs: [{ id: 'vpc-1', region: 'eu-central-1' }] });
    expect((ask().flags ?? 0) & 15).toBe(3);
    aws.close();
  });

  it('shows a resolver and the parent’s servers what is delegated, and to whom', () => {
    const aws = newAws();
    const zone = aws.zones.putZone({ name: 'example.com' });
    const question = { questions: [{ name: 'example.com', type: 'NS' as const }] };
    const resolver = createDns({ view: resolverView(aws) });
    const parent = createDns({ view: parentView(aws) });
    const parentServers = () => parent.answer(question).authorities?.map(record => 'data' in record && record.data);

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

describe('the TLS edge', () => {
  let aws: Aws;
  let sockets: EdgeListener;
  let listenerArn: string;
  let elb: ElasticLoadBalancingV2Client;
  let acm: ACMClient;
  let root: string;

  beforeAll(async () => {
    aws = newAws();
    const config = {
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      maxAttempts: 1,
      requestHandler: inProcessRequestHandler(aws.handle),
    };
    elb = new ElasticLoadBalancingV2Client(config);
    acm = new ACMClient(config);
    const zone = aws.zones.putZone({ name: 'example.test' });
    const loadBalancer = aws.loadBalancers.put({ name: 'gw-01' });
    const alias = { hostedZoneId: loadBalancer.canonicalHostedZoneId, dnsName: loadBalancer.dnsName };
    aws.zones.putRecords(zone, [{ name: 'shop.example.test', type: 'A', alias }]);
    const fallback = aws.certificates.put({ domainName: 'default.edge.test' });
    const created = await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: loadBalancer.arn,
        Port: 443,
        Protocol: 'HTTPS',
        Certificates: [{ CertificateArn: fallback.arn }],
        DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', MessageBody: 'no such host' } }],
      }),
    );
    listenerArn = created.Listeners![0].ListenerArn!;
    await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: loadBalancer.arn,
        Port: 80,
        Protocol: 'HTTP',
        DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }],
      }),
    );
    for (const seed of [
      { domainName: 'shop.example.test', keyAlgorithm: 'EC_prime256v1' as const },
      { domainName: 'shop.example.test', keyAlgorithm: 'RSA_2048' as const },
      { domainName: '*.example.test', keyAlgorithm: 'EC_secp384r1' as const },
    ]) {
      const { arn } = aws.certificates.put(seed);
      await elb.send(
        new AddListenerCertificatesCommand({ ListenerArn: listenerArn, Certificates: [{ CertificateArn: arn }] }),
      );
    }
    const group = await elb.send(
      new CreateTargetGroupCommand({
        Name: 'k8s-shop-web',
        Protocol: 'HTTP',
        Port: 8080,
        TargetType: 'ip',
        Tags: [{ Key: SERVICE_TAG, Value: 'shop/web' }],
      }),
    );
    const targetGroupArn = group.TargetGroups![0].TargetGroupArn!;
    await elb.send(new RegisterTargetsCommand({ TargetGroupArn: targetGroupArn, Targets: [{ Id: '10.0.0.1' }] }));
    await elb.send(
      new CreateRuleCommand({
        ListenerArn: listenerArn,
        Priority: 1,
        Conditions: [
          { Field: 'host-header', HostHeaderConfig: { Values: ['shop.example.test'] } },
          { Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*'] } },
        ],
        Actions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
      }),
    );
    root = await aws.authority.rootCertificate();
    sockets = await createEdge({ aws, clock: systemClock }).listen({ port: 0, httpPort: 0 });
  });

  afterAll(async () => {
    await sockets.close();
    aws.close();
  });

  const address = () => aws.addresses.of([...aws.inRegion().elb.loadBalancers.keys()][0])!;
  const handshake = (host: string, servername: string | undefined) =>
    new Promise<{ authorized: boolean; subject: string; names: string }>((resolve, reject) => {
      const socket = tlsConnect({ host, port: sockets.port, servername, ca: root, rejectUnauthorized: false }, () => {
        const peer = socket.getPeerCertificate();
        resolve({ authorized: socket.authorized, subject: String(peer.subject.CN), names: peer.subjectaltname ?? '' });
        socket.destroy();
      });
      socket.on('error', reject);
    });
  const get = (host: string, path: string, headers: Record<string, string> = {}) =>
    new Promise<{ status?: number; body: string }>((resolve, reject) => {
      const call = httpsRequest(
        { host, port: sockets.port, path, servername: 'shop.example.test', headers: { host: 'shop.example.test', ...headers }, ca: root },
        response => {
          let body = '';
          response.on('data', chunk => (body += chunk));
          response.on('end', () => resolve({ status: response.statusCode, body }));
        },
      );
      call.on('error', reject);
      call.end();
    });

  it('presents a valid chain for the exact name, one label of a wildcard, else the default', async () => {
    expect(await handshake(address(), 'shop.example.test')).toEqual({
      authorized: true,
      subject: 'shop.example.test',
      names: 'DNS:shop.example.test',
    });
    expect((await handshake(address(), 'beta.example.test')).names).toBe('DNS:*.example.test');
    expect((await handshake(address(), 'a.b.example.test')).names).toBe('DNS:default.edge.test');
    expect((await handshake(address(), undefined)).names).toBe('DNS:default.edge.test');
  });

  it('finds the load balancer by name where all share an address', async () => {
    expect((await handshake('127.0.0.1', 'shop.example.test')).authorized).toBe(true);
    await expect(handshake('127.0.0.1', 'nobody.test')).rejects.toThrow();
  });

  it('prefers ECDSA to RSA for the same name', () => {
    const edge = createEdge({ aws, clock: systemClock });
    const presented = edge.present([...aws.inRegion().elb.loadBalancers.keys()][0], 'shop.example.test');

    expect(presented.kind === 'certificate' && presented.certificate.keyAlgorithm).toBe('EC_prime256v1');
  });

  it('answers by the rules of the listener', async () => {
    const answer = await get(address(), '/api/orders?x=1', { accept: 'application/json' });

    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({
      service: 'web',
      namespace: 'shop',
      host: 'shop.example.test',
      path: '/api/orders',
      certificateNames: ['shop.example.test'],
    });
    expect((await get(address(), '/api/orders')).body).toContain('service: web\nnamespace: shop\n');
    expect(await get(address(), '/other')).toEqual({ status: 404, body: 'no such host' });
  });

  it('says 503 when no target is healthy', async () => {
    const [group] = [...aws.inRegion().elb.targetGroups.values()];
    aws.loadBalancers.setTargetHealth(group.arn, 'unhealthy');

    expect((await get(address(), '/api/orders')).status).toBe(503);

    aws.loadBalancers.setTargetHealth(group.arn, 'healthy');
    expect((await get(address(), '/api/orders')).status).toBe(200);
  });

  it('redirects HTTP to the reachable HTTPS port', async () => {
    const location = await new Promise(resolve => {
      httpRequest(
        { host: address(), port: sockets.httpPort, path: '/a?b=c', headers: { host: 'shop.example.test' } },
        response => {
          response.resume();
          resolve(`${response.statusCode} ${response.headers.location}`);
        },
      ).end();
    });

    expect(location).toBe(`301 https://shop.example.test:${sockets.port}/a?b=c`);
  });

  it('serves curl at the load balancer’s address', async () => {
    const { stdout } = await run('curl', [
      '-sk',
      '--resolve',
      `shop.example.test:${sockets.port}:${address()}`,
      `https://shop.example.test:${sockets.port}/api/`,
    ]);

    expect(stdout).toContain('service: web');
  });

  it('opens and closes the sockets of load balancers that come and go', async () => {
    const second = aws.loadBalancers.put({ name: 'gw-02' });
    const certificate = aws.certificates.put({ domainName: 'second.example.test' });
    await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: second.arn,
        Port: 443,
        Protocol: 'HTTPS',
        Certificates: [{ CertificateArn: certificate.arn }],
        DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
      }),
    );
    await sockets.settled();
    const at = aws.addresses.of(second.arn)!;

    expect((await handshake(at, 'second.example.test')).authorized).toBe(true);
    aws.loadBalancers.remove(second.arn);
    await sockets.settled();
    await expect(handshake(at, 'second.example.test')).rejects.toThrow('ECONNREFUSED');
  });

  it('presents a pending certificate never, an expired one still', async () => {
    const { CertificateArn } = await acm.send(
      new RequestCertificateCommand({ DomainName: 'new.example.test', ValidationMethod: 'DNS' }),
    );
    await expect(
      elb.send(new AddListenerCertificatesCommand({ ListenerArn: listenerArn, Certificates: [{ CertificateArn }] })),
    ).rejects.toMatchObject({ name: 'UnsupportedCertificate' });
    const old = aws.certificates.put({ domainName: 'old.other.test' });
    await elb.send(
      new AddListenerCertificatesCommand({ ListenerArn: listenerArn, Certificates: [{ CertificateArn: old.arn }] }),
    );
    aws.certificates.expire(old.arn);

    expect(await handshake(address(), 'old.other.test')).toMatchObject({ authorized: false, subject: 'old.other.test' });
  });
});
