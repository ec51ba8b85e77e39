import { Call, Service } from './Call';
import { UnnumberedCall } from './ProductProcess';

const KUBERNETES: Record<string, { code: number; reason: string }> = {
  Unauthorized: { code: 401, reason: 'Unauthorized' },
  Forbidden: { code: 403, reason: 'Forbidden' },
  NotFound: { code: 404, reason: 'NotFound' },
  Conflict: { code: 409, reason: 'Conflict' },
  Expired: { code: 410, reason: 'Expired' },
  Invalid: { code: 422, reason: 'Invalid' },
  TooManyRequests: { code: 429, reason: 'TooManyRequests' },
  InternalError: { code: 500, reason: 'InternalError' },
  ServiceUnavailable: { code: 503, reason: 'ServiceUnavailable' },
  Timeout: { code: 504, reason: 'Timeout' },
};

/** What any AWS API can answer, whatever was asked. */
const ANY_AWS: Record<string, number> = {
  AccessDeniedException: 403,
  ExpiredTokenException: 403,
  UnrecognizedClientException: 403,
  InternalFailure: 500,
  ServiceUnavailable: 503,
  ThrottlingException: 400,
  RequestExpired: 400,
  NoSuchHostedZone: 404,
};

/** What the operations' own pages list. Sources: the API references of ACM, Route 53 and ELBv2. */
const DOCUMENTED: Record<string, Record<string, number>> = {
  RequestCertificate: {
    InvalidArnException: 400,
    InvalidDomainValidationOptionsException: 400,
    InvalidParameterException: 400,
    InvalidTagException: 400,
    LimitExceededException: 400,
    TagPolicyException: 400,
    TooManyTagsException: 400,
  },
  DescribeCertificate: {
    InvalidArnException: 400,
    ResourceNotFoundException: 400,
  },
  DeleteCertificate: {
    AccessDeniedException: 400,
    ConflictException: 400,
    InvalidArnException: 400,
    ResourceInUseException: 400,
    ResourceNotFoundException: 400,
    ThrottlingException: 400,
  },
  ListCertificates: { InvalidArgsException: 400, ValidationException: 400 },
  ListTagsForCertificate: {
    InvalidArnException: 400,
    ResourceNotFoundException: 400,
  },
  ChangeResourceRecordSets: {
    InvalidChangeBatch: 400,
    InvalidInput: 400,
    NoSuchHealthCheck: 404,
    NoSuchHostedZone: 404,
    PriorRequestNotComplete: 400,
    Throttling: 400,
  },
  ListResourceRecordSets: {
    InvalidInput: 400,
    NoSuchHostedZone: 404,
    Throttling: 400,
  },
  ListHostedZones: {
    InvalidInput: 400,
    DelegationSetNotReusable: 400,
    NoSuchDelegationSet: 400,
    Throttling: 400,
  },
  GetHostedZone: { InvalidInput: 400, NoSuchHostedZone: 404, Throttling: 400 },
  GetChange: { InvalidInput: 400, NoSuchChange: 404, Throttling: 400 },
  DescribeLoadBalancers: { LoadBalancerNotFound: 400, Throttling: 400 },
  DescribeListeners: {
    ListenerNotFound: 400,
    LoadBalancerNotFound: 400,
    UnsupportedProtocol: 400,
    Throttling: 400,
  },
  DescribeListenerCertificates: { ListenerNotFound: 400, Throttling: 400 },
};

/** Answers that are no answer. */
const MALFORMED = ['malformed: empty', 'malformed: html', 'malformed: cut'];

/**
 * Errors that would be a lie here: they say that something is gone that is there, which the API does not do. A wrong "nothing"
 * is a part of its own.
 */
const LIES = new Set([
  'ResourceNotFoundException',
  'NoSuchHostedZone',
  'LoadBalancerNotFound',
  'ListenerNotFound',
  'NoSuchChange',
]);

/** An empty body is how it says that it has been done. */
const ANSWERED_WITH_NOTHING = new Set(['DeleteCertificate']);

/** Labels of the errors that can be the answer to a call. */
export function errorLabels(call: Call): string[] {
  if (call.service === 'kubernetes')
    return [...Object.keys(KUBERNETES), 'malformed: html'];
  return [
    ...new Set([
      ...Object.keys(DOCUMENTED[call.operation] ?? {}).filter(
        label => !LIES.has(label),
      ),
      ...Object.keys(ANY_AWS).filter(label => !LIES.has(label)),
      ...MALFORMED.filter(
        label =>
          label !== 'malformed: empty' ||
          !ANSWERED_WITH_NOTHING.has(call.operation),
      ),
    ]),
  ];
}

/** The answer a label stands for. */
export function errorAnswer(call: UnnumberedCall, label: string): Response {
  if (label === 'malformed: empty') return new Response('', { status: 200 });
  if (label === 'malformed: html')
    return new Response('<html><body>Bad gateway</body></html>', {
      status: 200,
      headers: { 'content-type': 'text/html' },
    });
  if (label === 'malformed: cut')
    return new Response(
      call.service === 'acm'
        ? '{"Certificate'
        : '<?xml version="1.0"?><ListRes',
      {
        status: 200,
      },
    );
  if (call.service === 'kubernetes') return statusAnswer(label);
  const status = DOCUMENTED[call.operation]?.[label] ?? ANY_AWS[label] ?? 400;
  return awsAnswer(call.service, label, status);
}

/** An error of the Kubernetes API. */
export function statusAnswer(label: string): Response {
  const { code, reason } = KUBERNETES[label];
  return Response.json(
    {
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      reason,
      code,
      message: `injected: ${reason}`,
    },
    { status: code },
  );
}

function awsAnswer(service: Service, code: string, status: number): Response {
  const message = `injected: ${code}`;
  if (service === 'acm')
    return new Response(JSON.stringify({ __type: code, message }), {
      status,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
    });
  if (code === 'InvalidChangeBatch')
    return xml(
      status,
      `<InvalidChangeBatch xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Messages><Message>${message}</Message></Messages><RequestId>r</RequestId></InvalidChangeBatch>`,
    );
  return xml(
    status,
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  );
}

function xml(status: number, body: string): Response {
  return new Response(`<?xml version="1.0"?>\n${body}`, {
    status,
    headers: { 'content-type': 'text/xml' },
  });
}
