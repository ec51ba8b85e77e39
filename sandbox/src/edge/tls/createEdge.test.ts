import { execFile } from 'node:child_process';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as tlsConnect } from 'node:tls';
import { promisify } from 'node:util';
import { ACMClient, RequestCertificateCommand } from '@aws-sdk/client-acm';
import {
  AddListenerCertificatesCommand,
  CreateListenerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { seededRandom } from '@hostmaster/kubernetes-runtime/testUtils';
import {
  Aws,
  createAws,
  inProcessRequestHandler,
  noDelays,
  noRateLimits,
} from '../../aws';
import { createEdge, EdgeListener, SERVICE_TAG } from '.';

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
    const alias = {
      hostedZoneId: loadBalancer.canonicalHostedZoneId,
      dnsName: loadBalancer.dnsName,
    };
    aws.zones.putRecords(zone, [
      { name: 'shop.example.test', type: 'A', alias },
    ]);
    const fallback = aws.certificates.put({ domainName: 'default.edge.test' });
    const created = await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: loadBalancer.arn,
        Port: 443,
        Protocol: 'HTTPS',
        Certificates: [{ CertificateArn: fallback.arn }],
        DefaultActions: [
          {
            Type: 'fixed-response',
            FixedResponseConfig: {
              StatusCode: '404',
              MessageBody: 'no such host',
            },
          },
        ],
      }),
    );
    listenerArn = created.Listeners![0].ListenerArn!;
    await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: loadBalancer.arn,
        Port: 80,
        Protocol: 'HTTP',
        DefaultActions: [
          {
            Type: 'redirect',
            RedirectConfig: {
              Protocol: 'HTTPS',
              Port: '443',
              StatusCode: 'HTTP_301',
            },
          },
        ],
      }),
    );
    for (const seed of [
      {
        domainName: 'shop.example.test',
        keyAlgorithm: 'EC_prime256v1' as const,
      },
      { domainName: 'shop.example.test', keyAlgorithm: 'RSA_2048' as const },
      { domainName: '*.example.test', keyAlgorithm: 'EC_secp384r1' as const },
    ]) {
      const { arn } = aws.certificates.put(seed);
      await elb.send(
        new AddListenerCertificatesCommand({
          ListenerArn: listenerArn,
          Certificates: [{ CertificateArn: arn }],
        }),
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
    await elb.send(
      new RegisterTargetsCommand({
        TargetGroupArn: targetGroupArn,
        Targets: [{ Id: '10.0.0.1' }],
      }),
    );
    await elb.send(
      new CreateRuleCommand({
        ListenerArn: listenerArn,
        Priority: 1,
        Conditions: [
          {
            Field: 'host-header',
            HostHeaderConfig: { Values: ['shop.example.test'] },
          },
          { Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*'] } },
        ],
        Actions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
      }),
    );
    root = await aws.authority.rootCertificate();
    sockets = await createEdge({ aws, clock: systemClock }).listen({
      port: 0,
      httpPort: 0,
    });
  });

  afterAll(async () => {
    await sockets.close();
    aws.close();
  });

  const address = () =>
    aws.addresses.of([...aws.inRegion().elb.loadBalancers.keys()][0])!;
  const handshake = (host: string, servername: string | undefined) =>
    new Promise<{ authorized: boolean; subject: string; names: string }>(
      (resolve, reject) => {
        const socket = tlsConnect(
          {
            host,
            port: sockets.port,
            servername,
            ca: root,
            rejectUnauthorized: false,
          },
          () => {
            const peer = socket.getPeerCertificate();
            resolve({
              authorized: socket.authorized,
              subject: String(peer.subject.CN),
              names: peer.subjectaltname ?? '',
            });
            socket.destroy();
          },
        );
        socket.on('error', reject);
      },
    );
  const get = (
    host: string,
    path: string,
    headers: Record<string, string> = {},
  ) =>
    new Promise<{ status?: number; body: string }>((resolve, reject) => {
      const call = httpsRequest(
        {
          host,
          port: sockets.port,
          path,
          servername: 'shop.example.test',
          headers: { host: 'shop.example.test', ...headers },
          ca: root,
        },
        response => {
          let body = '';
          response.on('data', chunk => (body += chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode, body }),
          );
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
    expect((await handshake(address(), 'beta.example.test')).names).toBe(
      'DNS:*.example.test',
    );
    expect((await handshake(address(), 'a.b.example.test')).names).toBe(
      'DNS:default.edge.test',
    );
    expect((await handshake(address(), undefined)).names).toBe(
      'DNS:default.edge.test',
    );
  });

  it('finds the load balancer by name where all share an address', async () => {
    expect((await handshake('127.0.0.1', 'shop.example.test')).authorized).toBe(
      true,
    );
    await expect(handshake('127.0.0.1', 'nobody.test')).rejects.toThrow();
  });

  it('prefers ECDSA to RSA for the same name', () => {
    const edge = createEdge({ aws, clock: systemClock });
    const presented = edge.present(
      [...aws.inRegion().elb.loadBalancers.keys()][0],
      'shop.example.test',
    );

    expect(
      presented.kind === 'certificate' && presented.certificate.keyAlgorithm,
    ).toBe('EC_prime256v1');
  });

  it('answers by the rules of the listener', async () => {
    const answer = await get(address(), '/api/orders?x=1', {
      accept: 'application/json',
    });

    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({
      service: 'web',
      namespace: 'shop',
      host: 'shop.example.test',
      path: '/api/orders',
      certificateNames: ['shop.example.test'],
    });
    expect((await get(address(), '/api/orders')).body).toContain(
      'service: web\nnamespace: shop\n',
    );
    expect(await get(address(), '/other')).toEqual({
      status: 404,
      body: 'no such host',
    });
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
        {
          host: address(),
          port: sockets.httpPort,
          path: '/a?b=c',
          headers: { host: 'shop.example.test' },
        },
        response => {
          response.resume();
          resolve(`${response.statusCode} ${response.headers.location}`);
        },
      ).end();
    });

    expect(location).toBe(
      `301 https://shop.example.test:${sockets.port}/a?b=c`,
    );
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
    const certificate = aws.certificates.put({
      domainName: 'second.example.test',
    });
    await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: second.arn,
        Port: 443,
        Protocol: 'HTTPS',
        Certificates: [{ CertificateArn: certificate.arn }],
        DefaultActions: [
          {
            Type: 'fixed-response',
            FixedResponseConfig: { StatusCode: '200' },
          },
        ],
      }),
    );
    await sockets.settled();
    const at = aws.addresses.of(second.arn)!;

    expect((await handshake(at, 'second.example.test')).authorized).toBe(true);
    aws.loadBalancers.remove(second.arn);
    await sockets.settled();
    await expect(handshake(at, 'second.example.test')).rejects.toThrow(
      'ECONNREFUSED',
    );
  });

  it('presents a pending certificate never, an expired one still', async () => {
    const { CertificateArn } = await acm.send(
      new RequestCertificateCommand({
        DomainName: 'new.example.test',
        ValidationMethod: 'DNS',
      }),
    );
    await expect(
      elb.send(
        new AddListenerCertificatesCommand({
          ListenerArn: listenerArn,
          Certificates: [{ CertificateArn }],
        }),
      ),
    ).rejects.toMatchObject({ name: 'UnsupportedCertificate' });
    const old = aws.certificates.put({ domainName: 'old.other.test' });
    await elb.send(
      new AddListenerCertificatesCommand({
        ListenerArn: listenerArn,
        Certificates: [{ CertificateArn: old.arn }],
      }),
    );
    aws.certificates.expire(old.arn);

    expect(await handshake(address(), 'old.other.test')).toMatchObject({
      authorized: false,
      subject: 'old.other.test',
    });
  });
});
