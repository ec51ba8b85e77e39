import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { freePort } from '../../dev/ports';
import { RealServer, startRealServer } from '../RealServer';
import { AuditLog } from './AuditLog';

/** Who the product is for the API server: the service account of deploy/rbac. */
export const PRODUCT_USER = 'system:serviceaccount:hostmaster:hostmaster';
const PRODUCT_GROUPS =
  'system:serviceaccounts,system:serviceaccounts:hostmaster';
/** Processes of the product have tokens of their own, `product-1` and so on, so that the audit log tells them apart. */
const PRODUCT_PROCESSES = 400;

/** A real kube-apiserver over an etcd of its own. The API server can be killed and comes back with the same data, address and keys. */
export interface KillableApiServer {
  port: number;
  /** What the product wrote. */
  audit: AuditLog;
  /** Path of a kubeconfig; `user` is `admin` or `product-<n>`, `port` that of somebody who carries the bytes. */
  kubeconfig(user: string, port?: number): Promise<string>;
  /** Ends the API server as a crash does; etcd goes on. */
  kill(): Promise<void>;
  /** Starts it and waits until it says that it is ready. */
  start(): Promise<void>;
  /** Has etcd forget every revision before the newest one; answers with that. */
  compact(): Promise<number>;
  close(): Promise<void>;
}

/** Starts them on loopback. `binary`: what `scripts/real/kube-apiserver install` printed. */
export async function startKillableApiServer(
  binary: string,
): Promise<KillableApiServer> {
  const folder = await mkdtemp(join(tmpdir(), 'hostmaster-chaos-'));
  const port = await freePort();
  const etcdPort = await freePort();
  const etcdUrl = `http://127.0.0.1:${etcdPort}`;
  const etcd = await startEtcd(folder, etcdUrl);
  await writeSettings(folder);
  const args = [
    `--etcd-servers=${etcdUrl}`,
    `--cert-dir=${folder}/certs`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${folder}/sa.key`,
    `--service-account-signing-key-file=${folder}/sa.key`,
    `--token-auth-file=${folder}/tokens.csv`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.0.0.0/24',
    '--disable-admission-plugins=ServiceAccount',
    `--audit-policy-file=${folder}/audit-policy.json`,
    `--audit-log-path=${folder}/audit.log`,
  ];
  let running: RealServer | undefined;

  const server: KillableApiServer = {
    port,
    audit: new AuditLog(join(folder, 'audit.log')),
    async kubeconfig(user, through = port) {
      const path = join(folder, `kubeconfig-${user}-${through}`);
      await writeFile(path, JSON.stringify(kubeconfigOf(user, through)));
      return path;
    },
    async kill() {
      await running?.kill();
      running = undefined;
    },
    async start() {
      running = await startRealServer(binary, args, { isReady: () => true });
      await untilReady(port);
    },
    compact: () => compactEtcd(etcdUrl),
    async close() {
      await running?.kill();
      await etcd.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await server.start();
  } catch (error) {
    await server.close();
    throw error;
  }
  return server;
}

async function startEtcd(folder: string, url: string): Promise<RealServer> {
  const assets = process.env.KUBEBUILDER_ASSETS;
  const peers = `http://127.0.0.1:${await freePort()}`;
  return startRealServer(
    assets ? join(assets, 'etcd') : 'etcd',
    [
      ['--data-dir', `${folder}/etcd`, '--unsafe-no-fsync'],
      ['--listen-client-urls', url, '--advertise-client-urls', url],
      ['--listen-peer-urls', peers],
    ].flat(),
    { isReady: line => line.includes('ready to serve client requests') },
  );
}

async function writeSettings(folder: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ type: 'pkcs1', format: 'pem' });
  const tokens = [
    'admin,admin,admin,"system:masters"',
    ...Array.from(
      { length: PRODUCT_PROCESSES },
      (_, index) =>
        `product-${index + 1},${PRODUCT_USER},product-${
          index + 1
        },"${PRODUCT_GROUPS}"`,
    ),
  ];
  const users = [PRODUCT_USER];
  const policy = {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    rules: [
      { level: 'None', verbs: ['get', 'list', 'watch'] },
      {
        level: 'Request',
        users,
        resources: [{ group: 'coordination.k8s.io', resources: ['leases'] }],
      },
      { level: 'Metadata', users },
      { level: 'None' },
    ],
  };
  await writeFile(join(folder, 'sa.key'), key, { mode: 0o600 });
  await writeFile(join(folder, 'tokens.csv'), `${tokens.join('\n')}\n`);
  await writeFile(join(folder, 'audit-policy.json'), JSON.stringify(policy));
}

function kubeconfigOf(user: string, port: number) {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'chaos',
    clusters: [
      {
        name: 'chaos',
        cluster: {
          server: `https://127.0.0.1:${port}`,
          'insecure-skip-tls-verify': true,
        },
      },
    ],
    users: [{ name: user, user: { token: user } }],
    contexts: [{ name: 'chaos', context: { cluster: 'chaos', user } }],
  };
}

async function untilReady(port: number): Promise<void> {
  const deadline = systemClock.monotonic() + 120_000;
  while (!(await saysReady(port))) {
    if (systemClock.monotonic() > deadline)
      throw new Error('kube-apiserver was not ready after 120 s');
    await systemClock.sleep(50);
  }
}

function saysReady(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        path: '/readyz',
        headers: { authorization: 'Bearer admin' },
        rejectUnauthorized: false,
        agent: false,
        timeout: 2_000,
      },
      response => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve(false));
    asked.end();
  });
}

/** By etcd's HTTP gateway: its command line need not be installed. */
async function compactEtcd(url: string): Promise<number> {
  const ask = async (path: string, body: object) => {
    const response = await fetch(`${url}/v3/kv/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!response.ok)
      throw new Error(`etcd: ${path}: ${await response.text()}`);
    return (await response.json()) as { header: { revision: string } };
  };
  const key = Buffer.from('/').toString('base64');
  const { header } = await ask('range', { key, limit: '1' });
  await ask('compaction', { revision: header.revision, physical: true });
  return Number(header.revision);
}
