import {
  createServer as createHttpServer,
  IncomingMessage,
  Server as HttpServer,
  ServerResponse,
} from 'node:http';
import {
  createServer as createHttpsServer,
  Server as HttpsServer,
} from 'node:https';
import { createSecureContext, SecureContext, TLSSocket } from 'node:tls';
import { AddressInfo } from 'node:net';
import { Aws, Certificate, CertificateMaterial, LoadBalancer } from '../../aws';
import { Edge, listenerOf } from './createEdge';

/** Where load balancers answer that share one address. @internal */
export const SHARED_ADDRESS = '127.0.0.1';
const IPV6_ADDRESS = '::1';

interface Endpoint {
  address: string;
  scheme: 'http' | 'https';
  /** Undefined: told by name. */
  loadBalancer?: LoadBalancer;
}

/** The open sockets of an edge. @internal */
export class EdgeSockets {
  port = 0;
  httpPort: number | undefined;
  private readonly servers = new Map<string, HttpServer | HttpsServer>();
  private readonly contexts = new Map<string, Promise<SecureContext>>();
  private work: Promise<void> = Promise.resolve();
  private unsubscribe = () => {};
  private isClosed = false;
  private isRefreshPlanned = false;

  constructor(private readonly aws: Aws, private readonly edge: Edge) {}

  /** The shared address is always served: it also reserves the ports. */
  async open(options: { port: number; httpPort?: number }): Promise<void> {
    this.port = options.port;
    this.httpPort = options.httpPort;
    this.port = await this.start(
      { address: SHARED_ADDRESS, scheme: 'https' },
      options.port,
    );
    if (options.httpPort !== undefined) {
      this.httpPort = await this.start(
        { address: SHARED_ADDRESS, scheme: 'http' },
        options.httpPort,
      );
    }
    this.unsubscribe = this.aws.onChange(change => {
      if (change.kind === 'loadBalancer' || change.kind === 'certificate')
        this.refresh();
    });
    this.refresh();
    await this.settled();
  }

  settled(): Promise<void> {
    return this.work;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.unsubscribe();
    await this.work;
    await Promise.all([...this.servers.values()].map(stop));
    this.servers.clear();
  }

  /** Many changes at once are one look at the load balancers. */
  private refresh(): void {
    if (this.isRefreshPlanned) return;
    this.isRefreshPlanned = true;
    this.work = this.work.then(() => {
      this.isRefreshPlanned = false;
      return this.synchronize().catch(() => {});
    });
  }

  private async synchronize(): Promise<void> {
    if (this.isClosed) return;
    const wanted = new Map(
      this.endpoints().map(endpoint => [keyOf(endpoint), endpoint]),
    );
    for (const [key, server] of [...this.servers]) {
      if (wanted.has(key) || key.endsWith(` ${SHARED_ADDRESS}`)) continue;
      this.servers.delete(key);
      await stop(server);
    }
    for (const [key, endpoint] of wanted) {
      if (!this.servers.has(key))
        await this.start(endpoint, this.portOf(endpoint)).catch(() => {});
      const server = this.servers.get(key);
      if (server && endpoint.scheme === 'https')
        await this.setDefault(server as HttpsServer, endpoint.loadBalancer);
    }
  }

  private endpoints(): Endpoint[] {
    const endpoints: Endpoint[] = [
      { address: SHARED_ADDRESS, scheme: 'https' },
    ];
    for (const { elb } of this.aws.regions()) {
      for (const loadBalancer of elb.loadBalancers.values()) {
        if (
          loadBalancer.state !== 'active' &&
          loadBalancer.state !== 'active_impaired'
        )
          continue;
        const address = this.aws.addresses.of(loadBalancer.arn);
        for (const scheme of ['https', 'http'] as const) {
          if (scheme === 'http' && this.httpPort === undefined) continue;
          if (!listenerOf(loadBalancer, scheme)) continue;
          if (address !== undefined && !this.aws.addresses.isShared)
            endpoints.push({ address, scheme, loadBalancer });
          if (loadBalancer.ipAddressType !== 'ipv4')
            endpoints.push({ address: IPV6_ADDRESS, scheme });
        }
      }
    }
    return endpoints;
  }

  private portOf(endpoint: Endpoint): number {
    return endpoint.scheme === 'https' ? this.port : this.httpPort ?? 0;
  }

  private start(endpoint: Endpoint, port: number): Promise<number> {
    const { scheme, loadBalancer } = endpoint;
    const answer = (request: IncomingMessage, response: ServerResponse) =>
      this.answer(request, response, scheme, loadBalancer);
    const server =
      scheme === 'https'
        ? createHttpsServer(
            {
              SNICallback: this.serverNameCallback(loadBalancer),
              ALPNProtocols: ['http/1.1'],
            },
            answer,
          )
        : createHttpServer(answer);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, endpoint.address, () => {
        server.off('error', reject);
        server.on('error', () => {});
        server.on('tlsClientError', () => {});
        this.servers.set(keyOf(endpoint), server);
        resolve((server.address() as AddressInfo).port);
      });
    });
  }

  private serverNameCallback(loadBalancer: LoadBalancer | undefined) {
    return (
      serverName: string,
      done: (error: Error | null, context?: SecureContext) => void,
    ) => {
      const target = loadBalancer ?? this.byName(serverName);
      const presented = target && this.edge.present(target, serverName);
      if (presented?.kind !== 'certificate') {
        done(
          new Error(
            presented?.reason ?? `No load balancer is known for ${serverName}.`,
          ),
        );
        return;
      }
      this.contextOf(presented.certificate, presented.material).then(
        context => done(null, context),
        error => done(error as Error),
      );
    };
  }

  /** What clients get that send no server name. */
  private async setDefault(
    server: HttpsServer,
    loadBalancer: LoadBalancer | undefined,
  ): Promise<void> {
    const target = loadBalancer ?? this.firstLoadBalancer();
    const presented = target && this.edge.present(target, undefined);
    if (presented?.kind !== 'certificate') return;
    server.setSecureContext(contextOptions(await presented.material()));
  }

  private contextOf(
    certificate: Certificate,
    material: () => Promise<CertificateMaterial>,
  ): Promise<SecureContext> {
    const key = `${certificate.arn} ${certificate.serial} ${certificate.notAfter}`;
    let context = this.contexts.get(key);
    if (!context) {
      context = material().then(pem =>
        createSecureContext(contextOptions(pem)),
      );
      this.contexts.set(key, context);
    }
    return context;
  }

  private byName(host: string): LoadBalancer | undefined {
    return (
      this.edge.loadBalancerFor(host) ??
      (this.aws.addresses.isShared ? this.firstLoadBalancer() : undefined)
    );
  }

  private firstLoadBalancer(): LoadBalancer | undefined {
    for (const { elb } of this.aws.regions()) {
      for (const loadBalancer of elb.loadBalancers.values())
        if (listenerOf(loadBalancer, 'https')) return loadBalancer;
    }
    return undefined;
  }

  private answer(
    request: IncomingMessage,
    response: ServerResponse,
    scheme: 'http' | 'https',
    own: LoadBalancer | undefined,
  ): void {
    const host = request.headers.host ?? '';
    const serverName =
      scheme === 'https'
        ? (request.socket as TLSSocket).servername || undefined
        : undefined;
    const loadBalancer =
      own ??
      this.byName(host) ??
      (serverName ? this.byName(serverName) : undefined);
    const [path, query = ''] = splitOnce(request.url ?? '/', '?');
    const responded =
      loadBalancer &&
      this.edge.respond(loadBalancer, host, path, {
        scheme,
        method: request.method,
        query,
        headers: plainHeaders(request),
        sourceAddress: request.socket.remoteAddress?.replace(/^::ffff:/, ''),
        serverName: serverName ?? '',
      });
    if (responded?.kind !== 'answer') {
      request.socket.destroy();
      return;
    }
    const headers: Record<string, string> = {
      ...responded.headers,
      server: 'awselb/2.0',
    };
    if (headers.location) headers.location = this.reachable(headers.location);
    response.writeHead(responded.status, headers);
    response.end(request.method === 'HEAD' ? undefined : responded.body);
  }

  /** Redirects name the ports of the listeners; people need those of the sandbox. */
  private reachable(location: string): string {
    return location
      .replace(/^(https:\/\/[^/:]+):443(?=\/|$)/, `$1:${this.port}`)
      .replace(/^(http:\/\/[^/:]+):80(?=\/|$)/, `$1:${this.httpPort ?? 80}`);
  }
}

function keyOf(endpoint: Endpoint): string {
  return `${endpoint.scheme} ${endpoint.loadBalancer?.arn ?? ''} ${
    endpoint.address
  }`;
}

function contextOptions(material: CertificateMaterial): {
  cert: string;
  key: string;
} {
  return {
    cert: material.certificate + material.chain,
    key: material.privateKey,
  };
}

function plainHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value ?? '',
    ]),
  );
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function stop(server: HttpServer | HttpsServer): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
