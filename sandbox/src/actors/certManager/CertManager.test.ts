import { createPrivateKey, X509Certificate } from 'node:crypto';
import { KubernetesObject } from '@hostmaster/kubernetes-runtime';
import { canonicalName, noDelays, plainName } from '../../aws';
import { createDns, Dns, publicView } from '../../edge';
import { ActorWorld, namespace } from '../testUtils/ActorWorld';
import { CertManager } from './CertManager';
import { kinds } from './objects';

jest.setTimeout(60_000);

const hostname = 'shop.example.test';
const DAY = 86_400_000;
/** Short, so that a renewal is soon. */
const LIFETIME = 3 * 3_600_000;

describe('the stand-in for cert-manager', () => {
  let world: ActorWorld;
  let dns: Dns;

  beforeEach(() => {
    world = new ActorWorld({
      ...noDelays,
      route53: { zoneBusy: 0, inSync: 20_000 },
    });
    dns = createDns({ view: publicView(world.aws), random: world.random });
    world.aws.zones.putZone({ name: 'example.test' });
    world.apply(
      namespace('shop'),
      issuer(
        'staging',
        'https://acme-staging-v02.api.letsencrypt.org/directory',
      ),
      issuer('production', 'https://acme-v02.api.letsencrypt.org/directory'),
    );
    world.start(
      new CertManager({
        client: world.client,
        clock: world.clock,
        random: world.random,
        route53: world.route53,
        lookupTxt: async name => txt(name),
        lifetimeDays: LIFETIME / DAY,
        track: work => world.clock.track(work),
      }),
    );
  });

  afterEach(() => world.close());

  it('walks the chain Certificate → CertificateRequest → Order → Challenge, each owned by the one before', async () => {
    world.apply(certificate('staging', [hostname]));

    await world.until(() => world.list(kinds.challenge).length === 1);
    const [request] = world.list(kinds.certificateRequest);
    const [order] = world.list(kinds.order);
    const [challenge] = world.list(kinds.challenge);

    expect(
      [request, order, challenge].map(({ metadata }) =>
        metadata.ownerReferences?.map(({ kind, name }) => `${kind}/${name}`),
      ),
    ).toEqual([
      ['Certificate/shop'],
      [`CertificateRequest/${request.metadata.name}`],
      [`Order/${order.metadata.name}`],
    ]);
    expect(challenge.spec).toMatchObject({
      dnsName: hostname,
      wildcard: false,
      type: 'DNS-01',
    });
    expect(condition('Issuing')?.status).toBe('True');
    expect(condition('Ready')?.status).toBe('False');
  });

  it('is done only when the TXT record is visible from outside, and takes it away again', async () => {
    world.apply(certificate('staging', [hostname]));
    await world.until(() => records().length === 1);
    const before = {
      seen: txt(`_acme-challenge.${hostname}`),
      state: world.list(kinds.challenge)[0]?.status?.state,
      ready: condition('Ready')?.status,
    };

    await world.until(() => condition('Ready')?.status === 'True');
    await world.settle();

    expect(before.seen).toEqual([]);
    expect(before.state).not.toBe('valid');
    expect(before.ready).toBe('False');
    expect(records()).toEqual([]);
  });

  it('validates a name and its wildcard with two values in one record', async () => {
    world.apply(certificate('staging', [hostname, `*.${hostname}`]));

    await world.until(() => values().length === 2);
    await world.until(() => condition('Ready')?.status === 'True');
    await world.settle();

    expect(parsed().checkHost(hostname)).toBe(hostname);
    expect(parsed().checkHost(`any.${hostname}`)).toBeTruthy();
    expect(records()).toEqual([]);
  });

  it('leaves a TXT value of others beside its own', async () => {
    world.aws.zones.putRecords('example.test', [
      {
        name: `_acme-challenge.${hostname}`,
        type: 'TXT',
        ttl: 60,
        values: ['"theirs"'],
      },
    ]);
    world.apply(certificate('staging', [hostname]));

    await world.until(() => values().length === 2);
    await world.until(() => condition('Ready')?.status === 'True');
    await world.settle();

    expect(values()).toEqual(['"theirs"']);
  });

  it.each(['staging', 'production'])(
    'signs with the authority of %s',
    async name => {
      world.apply(certificate(name, [hostname]));

      await world.until(() => condition('Ready')?.status === 'True');

      expect(parsed().issuer).toContain(`ACME ${name} root`);
      expect(
        parsed().verify(new X509Certificate(secret('ca.crt')).publicKey),
      ).toBe(true);
      expect(
        parsed().checkPrivateKey(createPrivateKey(secret('tls.key'))),
      ).toBe(true);
    },
  );

  it('waits where no zone contains the name, and says so on the Challenge', async () => {
    world.apply(certificate('staging', ['shop.elsewhere.test']));

    const challenge = await world.until(() =>
      world.list(kinds.challenge).find(({ status }) => status?.reason),
    );

    expect(challenge.status?.reason).toBe(
      'no hosted zone contains shop.elsewhere.test',
    );
    expect(condition('Ready')?.status).toBe('False');
  });

  it('says which issuer is not there, and goes on when it comes', async () => {
    world.apply(certificate('later', [hostname]));
    const missing = await world.until(() => condition('Ready'));

    world.apply(
      issuer('later', 'https://acme-staging-v02.api.letsencrypt.org/directory'),
    );
    await world.until(() => condition('Ready')?.status === 'True');

    expect(missing).toMatchObject({
      status: 'False',
      reason: 'IssuerNotFound',
      message: 'Referenced ClusterIssuer not found: later',
    });
  });

  it('renews after two thirds of the lifetime', async () => {
    world.apply(certificate('staging', [hostname]));
    await world.until(() => condition('Ready')?.status === 'True');
    const first = parsed().serialNumber;

    await world.clock.advance((LIFETIME * 2) / 3 - 5 * 60_000);
    const early = world.list(kinds.certificate)[0].status?.revision;
    await world.clock.advance(5 * 60_000);
    await world.until(
      () => world.list(kinds.certificate)[0].status?.revision === 2,
    );

    expect(early).toBe(1);
    expect(parsed().serialNumber).not.toBe(first);
    expect(parsed().validToDate.getTime()).toBeGreaterThan(
      world.clock.now() + LIFETIME * 0.9,
    );
  });

  it('issues anew when the names change', async () => {
    world.apply(certificate('staging', [hostname]));
    await world.until(() => condition('Ready')?.status === 'True');

    world.apply(certificate('staging', [hostname, `www.${hostname}`]));
    await world.until(() => parsed().checkHost(`www.${hostname}`));

    expect(parsed().checkHost(hostname)).toBe(hostname);
  });

  function issuer(name: string, server: string): KubernetesObject {
    return {
      apiVersion: 'cert-manager.io/v1',
      kind: 'ClusterIssuer',
      metadata: { name },
      spec: {
        acme: {
          server,
          email: 'platform@example.test',
          privateKeySecretRef: { name: `${name}-account` },
          solvers: [{ dns01: { route53: { region: 'eu-central-1' } } }],
        },
      },
    } as KubernetesObject;
  }

  function certificate(by: string, dnsNames: string[]): KubernetesObject {
    return {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { namespace: 'shop', name: 'shop' },
      spec: {
        secretName: 'shop-tls',
        dnsNames,
        issuerRef: { kind: 'ClusterIssuer', name: by },
      },
    } as KubernetesObject;
  }

  function condition(type: string) {
    return world
      .list(kinds.certificate)[0]
      ?.status?.conditions?.find(each => each.type === type);
  }

  function records() {
    return [...world.aws.route53.zones.values()]
      .flatMap(zone => [...zone.records.all()])
      .filter(
        ({ name, type }) =>
          type === 'TXT' && plainName(name).startsWith('_acme-challenge.'),
      );
  }

  function values(): string[] {
    return records().flatMap(record => [...record.values]);
  }

  function txt(name: string): string[] {
    const { answers = [] } = dns.answer({
      type: 'query',
      id: 1,
      questions: [
        {
          type: 'TXT',
          name: plainName(canonicalName(name) ?? name),
          class: 'IN',
        },
      ],
    });
    return answers.flatMap(answer =>
      answer.type === 'TXT'
        ? [answer.data]
            .flat()
            .map(part => part.toString())
            .join('')
        : [],
    );
  }

  function secret(key: string): string {
    const found = world.get(kinds.secret, {
      namespace: 'shop',
      name: 'shop-tls',
    });
    return Buffer.from(found?.data?.[key] ?? '', 'base64').toString();
  }

  function parsed(): X509Certificate {
    return new X509Certificate(secret('tls.crt'));
  }
});
