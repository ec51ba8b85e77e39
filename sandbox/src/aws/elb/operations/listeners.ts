import {
  members,
  QueryInput,
  queryStructure,
  queryStructures,
  queryText,
  queryTexts,
} from '../../core/query';
import { XmlContent } from '../../core/xml';
import { elbErrors } from '../errors';
import {
  ElbOperation,
  pageOf,
  requiredText,
  wholeNumber,
} from '../ElbOperation';
import { ElbState } from '../ElbState';
import { Listener, LoadBalancer, Rule } from '../LoadBalancer';
import { renderAttributes, renderListener } from '../render';
import { readActions } from './actions';
import { assertUsable, readCertificate } from './certificates';
import { oneOf } from './loadBalancers';
import { isSslPolicy, USUAL_SSL_POLICY } from './sslPolicies';
import { readTags } from './tags';

/** Operations on listeners. @public */
export const listenerOperations: Record<string, ElbOperation> = {
  CreateListener: create,
  DescribeListeners: describe,
  ModifyListener: modify,
  DeleteListener: remove,
  DescribeListenerAttributes: describeAttributes,
  ModifyListenerAttributes: modifyAttributes,
};

const PROTOCOLS = {
  application: ['HTTP', 'HTTPS'],
  network: ['TCP', 'TLS', 'UDP', 'TCP_UDP'],
  gateway: ['GENEVE'],
};

function create(input: QueryInput, state: ElbState): XmlContent {
  const loadBalancer = state.loadBalancer(
    requiredText(input, 'LoadBalancerArn'),
  );
  const port = wholeNumber(input, 'Port', 1, 65535);
  if (port === undefined) throw elbErrors.missing('Port');
  const protocol = oneOf(
    requiredText(input, 'Protocol'),
    PROTOCOLS[loadBalancer.type],
    'Protocol',
  );
  const settings = readTlsSettings(input, protocol, state);
  const actions = readActions(
    queryStructures(input, 'DefaultActions'),
    'DefaultActions',
    loadBalancer,
    state,
  );

  const occupied = [...loadBalancer.listeners.values()].find(
    other => other.port === port,
  );
  if (occupied) {
    const same =
      occupied.protocol === protocol &&
      occupied.defaultCertificate === settings.defaultCertificate &&
      occupied.sslPolicy === settings.sslPolicy &&
      JSON.stringify(occupied.defaultRule.actions) === JSON.stringify(actions);
    if (!same) throw elbErrors.duplicateListener(loadBalancer.arn);
    return { Listeners: members([renderListener(occupied)]) };
  }
  if (
    loadBalancer.listeners.size >=
    state.world.limits.elb.listenersPerLoadBalancer
  )
    throw elbErrors.tooManyListeners();
  const listener = newListener(
    loadBalancer,
    { port, protocol, actions, ...settings },
    input,
    state,
  );
  state.addListener(listener);
  return { Listeners: members([renderListener(listener)]) };
}

interface TlsSettings {
  defaultCertificate?: string;
  sslPolicy?: string;
}

function newListener(
  loadBalancer: LoadBalancer,
  settings: TlsSettings & {
    port: number;
    protocol: string;
    actions: QueryInput[];
  },
  input: QueryInput,
  state: ElbState,
): Listener {
  const { ids } = state.world;
  const path = `${loadBalancer.arn.split(':loadbalancer/')[1]}/${ids.hex(16)}`;
  const defaultRule: Rule = {
    arn: state.arn(`listener-rule/${path}/${ids.hex(16)}`),
    isDefault: true,
    priority: Number.MAX_SAFE_INTEGER,
    conditions: [],
    actions: settings.actions,
    transforms: [],
    tags: new Map(),
  };
  return {
    arn: state.arn(`listener/${path}`),
    loadBalancer,
    port: settings.port,
    protocol: settings.protocol,
    sslPolicy: settings.sslPolicy,
    defaultCertificate: settings.defaultCertificate,
    certificates: [],
    alpnPolicy: queryTexts(input, 'AlpnPolicy') ?? [],
    mutualAuthentication: queryStructure(input, 'MutualAuthentication'),
    attributes: new Map(),
    tags: readTags(input),
    rules: new Map(),
    defaultRule,
  };
}

function readTlsSettings(
  input: QueryInput,
  protocol: string,
  state: ElbState,
): TlsSettings {
  const certificate = readCertificate(input);
  const policy = queryText(input, 'SslPolicy');
  if (protocol !== 'HTTPS' && protocol !== 'TLS') {
    if (certificate !== undefined)
      throw elbErrors.certificateNotAllowed(protocol);
    return {};
  }
  if (certificate === undefined) throw elbErrors.certificateNeeded();
  assertUsable(certificate, state);
  if (policy !== undefined && !isSslPolicy(policy))
    throw elbErrors.sslPolicyNotFound(policy);
  return {
    defaultCertificate: certificate,
    sslPolicy: policy ?? USUAL_SSL_POLICY,
  };
}

function describe(input: QueryInput, state: ElbState): XmlContent {
  const arns = queryTexts(input, 'ListenerArns') ?? [];
  const loadBalancerArn = queryText(input, 'LoadBalancerArn');
  if (arns.length === 0 && loadBalancerArn === undefined) {
    throw elbErrors.validation(
      'You must specify either listener ARNs or a load balancer ARN',
    );
  }
  const all =
    arns.length > 0
      ? arns.map(arn => state.listener(arn))
      : [...state.loadBalancer(loadBalancerArn ?? '').listeners.values()];
  const page = pageOf(all, input);
  return {
    Listeners: members(page.items.map(renderListener)),
    NextMarker: page.nextMarker,
  };
}

function modify(input: QueryInput, state: ElbState): XmlContent {
  const listener = state.listener(requiredText(input, 'ListenerArn'));
  const { loadBalancer } = listener;
  const port = wholeNumber(input, 'Port', 1, 65535) ?? listener.port;
  if (
    [...loadBalancer.listeners.values()].some(
      other => other !== listener && other.port === port,
    )
  ) {
    throw elbErrors.duplicateListener(loadBalancer.arn);
  }
  const protocol = oneOf(
    queryText(input, 'Protocol') ?? listener.protocol,
    PROTOCOLS[loadBalancer.type],
    'Protocol',
  );
  const isSecure = protocol === 'HTTPS' || protocol === 'TLS';
  const certificate = readCertificate(input);
  const policy = queryText(input, 'SslPolicy');
  if (certificate !== undefined) {
    if (!isSecure) throw elbErrors.certificateNotAllowed(protocol);
    assertUsable(certificate, state);
  }
  if (
    isSecure &&
    certificate === undefined &&
    listener.defaultCertificate === undefined
  )
    throw elbErrors.certificateNeeded();
  if (policy !== undefined && !isSslPolicy(policy))
    throw elbErrors.sslPolicyNotFound(policy);
  const given = queryStructures(input, 'DefaultActions');
  const actions =
    given === undefined
      ? undefined
      : readActions(given, 'DefaultActions', loadBalancer, state);

  listener.port = port;
  listener.protocol = protocol;
  listener.defaultCertificate = isSecure
    ? certificate ?? listener.defaultCertificate
    : undefined;
  listener.sslPolicy = isSecure
    ? policy ?? listener.sslPolicy ?? USUAL_SSL_POLICY
    : undefined;
  if (!isSecure) listener.certificates = [];
  if (actions) listener.defaultRule.actions = actions;
  listener.alpnPolicy = queryTexts(input, 'AlpnPolicy') ?? listener.alpnPolicy;
  listener.mutualAuthentication =
    queryStructure(input, 'MutualAuthentication') ??
    listener.mutualAuthentication;
  state.certificatesChanged(loadBalancer);
  state.changed(loadBalancer, 'listenerModified');
  return { Listeners: members([renderListener(listener)]) };
}

function remove(input: QueryInput, state: ElbState): XmlContent {
  state.deleteListener(state.listener(requiredText(input, 'ListenerArn')));
  return {};
}

function describeAttributes(input: QueryInput, state: ElbState): XmlContent {
  return {
    Attributes: renderAttributes(
      state.listener(requiredText(input, 'ListenerArn')).attributes,
    ),
  };
}

function modifyAttributes(input: QueryInput, state: ElbState): XmlContent {
  const listener = state.listener(requiredText(input, 'ListenerArn'));
  for (const attribute of queryStructures(input, 'Attributes') ?? []) {
    listener.attributes.set(
      requiredText(attribute, 'Key'),
      queryText(attribute, 'Value') ?? '',
    );
  }
  return { Attributes: renderAttributes(listener.attributes) };
}
