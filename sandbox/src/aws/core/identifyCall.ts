import { AwsService } from './CallLog';
import { ServiceCall } from './ServiceCall';

/** Signing names as clients send them. */
const SIGNING_NAMES: Record<string, AwsService> = {
  route53: 'route53',
  acm: 'acm',
  elasticloadbalancing: 'elasticloadbalancing',
  iam: 'iam',
};

const ELB_VERSION = '2015-12-01';
const IAM_VERSION = '2010-05-08';

/**
 * Reads a request fully and finds out which service and region it is for: by the credential scope of its signature, else by
 * host, target header, path and API version. Signatures are not verified.
 *
 * @returns undefined as `service` for a request that is for none of the emulated services
 * @public
 */
export async function identifyCall(
  request: Request,
  homeRegion: string,
): Promise<Omit<ServiceCall, 'service'> & { service?: AwsService }> {
  const url = new URL(request.url);
  const body =
    request.method === 'GET' || request.method === 'HEAD'
      ? ''
      : await request.text();
  const scope = credentialScope(
    request.headers.get('authorization') ??
      url.searchParams.get('X-Amz-Credential') ??
      '',
  );
  const fromHost = hostParts(request.headers.get('host') ?? url.host);
  return {
    service: serviceOf(
      scope?.service,
      fromHost.service,
      url,
      request.headers,
      body,
    ),
    region: scope?.region ?? fromHost.region ?? homeRegion,
    method: request.method,
    url,
    headers: request.headers,
    body,
    caller: {
      accessKeyId: scope?.accessKeyId,
      userAgent:
        request.headers.get('x-amz-user-agent') ??
        request.headers.get('user-agent') ??
        undefined,
    },
  };
}

function credentialScope(
  text: string,
): { accessKeyId: string; region: string; service: string } | undefined {
  const match =
    /(?:Credential=)?([A-Za-z0-9_-]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/.exec(
      text,
    );
  return match
    ? { accessKeyId: match[1], region: match[2], service: match[3] }
    : undefined;
}

function hostParts(host: string): { service?: string; region?: string } {
  const match = /^([a-z0-9]+)(?:\.([a-z0-9-]+))?\.amazonaws\.com/.exec(host);
  return match ? { service: match[1], region: match[2] } : {};
}

function serviceOf(
  scoped: string | undefined,
  host: string | undefined,
  url: URL,
  headers: Headers,
  body: string,
): AwsService | undefined {
  const named = SIGNING_NAMES[scoped ?? ''] ?? SIGNING_NAMES[host ?? ''];
  if (named) return named;
  if (headers.get('x-amz-target')?.startsWith('CertificateManager.'))
    return 'acm';
  if (url.pathname.startsWith('/2013-04-01/')) return 'route53';
  const version =
    new URLSearchParams(body).get('Version') ?? url.searchParams.get('Version');
  if (version === ELB_VERSION) return 'elasticloadbalancing';
  if (version === IAM_VERSION) return 'iam';
  return undefined;
}
