import { Call } from './Call';

type Described = Pick<Call, 'operation' | 'target' | 'kind'>;

/** A request to an API server. */
export function describeKubernetesCall(request: Request): Described {
  const url = new URL(request.url);
  const match =
    /^\/apis?\/(?:[^/]+\/)?v[^/]*(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(
      url.pathname,
    );
  if (!match)
    return {
      operation: request.method,
      target: url.pathname,
      kind: request.method === 'GET' ? 'read' : 'write',
    };
  const [, namespace = '', resource, name = '', subresource = ''] = match;
  const isWatch = url.searchParams.get('watch') === 'true';
  const operation = isWatch ? 'watch' : verbOf(request.method, name);
  const target = `${resource} ${[namespace, name, subresource]
    .filter(Boolean)
    .join('/')}`;
  return { operation, target, kind: kindOf(resource, operation) };
}

function verbOf(method: string, name: string): string {
  switch (method) {
    case 'GET':
      return name ? 'get' : 'list';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'replace';
    case 'PATCH':
      return 'patch';
    default:
      return 'delete';
  }
}

function kindOf(resource: string, operation: string): Call['kind'] {
  if (resource === 'leases') return 'lease';
  if (resource === 'events') return 'event';
  if (resource === 'selfsubjectaccessreviews') return 'read';
  if (operation === 'watch') return 'watch';
  return operation === 'get' || operation === 'list' ? 'read' : 'write';
}

/** A request to AWS. `body` is its text. */
export function describeAwsCall(
  request: Request,
  body: string,
): Described & Pick<Call, 'service'> {
  const url = new URL(request.url);
  const acm = request.headers
    .get('x-amz-target')
    ?.replace('CertificateManager.', '');
  if (acm) {
    const { CertificateArn, DomainName } = JSON.parse(body || '{}');
    return {
      service: 'acm',
      operation: acm,
      target: CertificateArn ?? DomainName ?? '',
      kind: /^(Request|Delete|Add|Remove|Import)/.test(acm) ? 'write' : 'read',
    };
  }
  if (url.pathname.startsWith('/2013-04-01/')) {
    const [, resource, id = '', rest = ''] =
      /^\/2013-04-01\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?/.exec(url.pathname) ??
      [];
    return {
      service: 'route53',
      operation: route53Operation(request.method, resource, id, rest),
      target: id,
      kind: request.method === 'GET' ? 'read' : 'write',
    };
  }
  const parameters = new URLSearchParams(body);
  const operation = parameters.get('Action') ?? '';
  return {
    service: 'elasticloadbalancing',
    operation,
    target: parameters.get('ListenerArn') ?? '',
    kind: operation.startsWith('Describe') ? 'read' : 'write',
  };
}

function route53Operation(
  method: string,
  resource: string,
  id: string,
  rest: string,
): string {
  if (rest === 'rrset')
    return method === 'GET'
      ? 'ListResourceRecordSets'
      : 'ChangeResourceRecordSets';
  if (resource === 'change') return 'GetChange';
  if (resource === 'hostedzone')
    return id ? 'GetHostedZone' : 'ListHostedZones';
  return `${method} ${resource}`;
}
