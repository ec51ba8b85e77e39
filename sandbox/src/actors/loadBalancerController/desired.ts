import { Attachment, MergedListener } from './attach';
import { Gateway, LoadBalancerConfiguration } from './objects';
import { BuildError, buildRules, Rule, RuleContext } from './rules';

/** What a Gateway comes to on the load balancer. */
export interface DesiredLoadBalancer {
  /** `namespace/name` of the Gateway. */
  stack: string;
  scheme: 'internal' | 'internet-facing';
  ipAddressType: string;
  listeners: DesiredListener[];
}

export interface DesiredListener {
  port: number;
  protocol: 'HTTP' | 'HTTPS';
  sslPolicy?: string;
  defaultCertificate?: string;
  /** Further certificates and, from v3.4.1 of the controller on, the default once more. */
  certificates: string[];
  rules: Rule[];
}

/**
 * Builds the model of the whole Gateway; a listener exists only where a route is attached.
 * @throws BuildError when one route or listener cannot be expressed: nothing of the Gateway is changed then.
 */
export function buildDesired(
  gateway: Gateway,
  configuration: LoadBalancerConfiguration | undefined,
  listeners: MergedListener[],
  attachments: Attachment[],
  context: RuleContext,
): DesiredLoadBalancer {
  const ports = new Map<number, string>();
  for (const { result } of attachments) {
    if (result.kind !== 'attached') continue;
    for (const { listener } of result.listeners)
      ports.set(listener.listener.port, listener.listener.protocol);
  }
  return {
    stack: `${gateway.metadata.namespace}/${gateway.metadata.name}`,
    scheme: configuration?.spec?.scheme ?? 'internal',
    ipAddressType: configuration?.spec?.ipAddressType ?? 'ipv4',
    listeners: [...ports]
      .sort(([left], [right]) => left - right)
      .map(([port, protocol]) =>
        buildListener(
          port,
          protocol,
          configuration,
          listeners,
          attachments,
          context,
        ),
      ),
  };
}

function buildListener(
  port: number,
  protocol: string,
  configuration: LoadBalancerConfiguration | undefined,
  listeners: MergedListener[],
  attachments: Attachment[],
  context: RuleContext,
): DesiredListener {
  const rules = buildRules(port, attachments, context);
  if (protocol !== 'HTTPS')
    return { port, protocol: 'HTTP', certificates: [], rules };

  const settings = configuration?.spec?.listenerConfigurations?.find(
    entry => entry.protocolPort === `HTTPS:${port}`,
  );
  const explicit = settings?.certificates ?? [];
  const defaultCertificate = settings?.defaultCertificate ?? explicit[0];
  if (!defaultCertificate) {
    const hostnames = listeners
      .filter(entry => entry.listener.port === port)
      .map(entry => entry.listener.hostname ?? '*');
    throw new BuildError(`no certificate found for host: ${hostnames[0]}`);
  }
  return {
    port,
    protocol: 'HTTPS',
    sslPolicy: settings?.sslPolicy,
    defaultCertificate,
    certificates: [...new Set([defaultCertificate, ...explicit])].sort(),
    rules,
  };
}
