import { coversHostname } from '../../hostname/coversHostname';
import { Judgement } from '../Judgement';
import { checkAgain, link, template } from '../nextSteps';
import { Subject } from '../Subject';
import { dateText, momentOf, toText } from '../times';
import type { ProbeHttp, ProbeTls } from '../VerdictInput';

/**
 * What DNS, TLS and HTTP showed, the first layer that fails deciding; undefined: not looked at.
 *
 * @internal
 */
export function judgeProbes(subject: Subject): Judgement | undefined {
  const { dns, tls, http } = subject.seen;
  if (!dns && !tls && !http) return stale(subject);
  const silent = dns?.kind === 'timeout' || dns?.kind === 'unreachable';
  if (dns && dns.kind !== 'answer' && !(silent && (tls || http))) {
    return notResolving(subject);
  }
  if (dns?.kind === 'answer' && dns.addresses.length === 0)
    return notResolving(subject);
  if (tls && tls.kind !== 'handshake') return noHandshake(subject, tls);
  if (tls && !certificateFits(subject, tls))
    return wrongCertificate(subject, tls);
  if (http?.kind === 'failed') return httpFailed(http);
  if (http?.kind === 'response') return answered(subject, http);
  return tls ? connected(tls) : undefined;
}

function notResolving(subject: Subject): Judgement {
  const { dns } = subject.seen;
  const silent = dns?.kind === 'timeout' || dns?.kind === 'unreachable';
  if (silent) {
    return {
      id: 'live',
      level: 'unknown',
      state: 'resolver-silent',
      label: 'Cannot be seen',
      sentence: `${dns.server} did not answer when asked for ${subject.hostname}`,
      who: 'platform',
      evidence: [{ label: 'Answer', value: dns.message, at: toText(dns.at) }],
      next: [checkAgain()],
    };
  }
  const answers: Record<string, string> = {
    nxdomain: 'there is no such name',
    nodata: 'it has no address',
    answer: 'it has no address',
    refused: 'it does not serve the zone',
    servfail: 'it cannot answer (SERVFAIL)',
  };
  return {
    ...down('not-resolving', 'Does not resolve'),
    sentence: `${subject.hostname} does not resolve: ${dns?.server} says that ${
      answers[dns?.kind ?? 'nodata']
    }`,
    evidence: dns
      ? [{ label: 'Asked', value: dns.server, at: toText(dns.at) }]
      : [],
    next: [
      checkAgain(),
      link('See the records and the delegation of the zone'),
    ],
  };
}

function noHandshake(
  subject: Subject,
  tls: Exclude<ProbeTls, { kind: 'handshake' }>,
): Judgement {
  if (tls.kind === 'forbiddenAddress') return notVisible(subject, tls.address);
  const what = {
    refused: 'refuses connections',
    timeout: 'does not answer',
    alert: 'breaks the TLS handshake off',
  }[tls.kind];
  return {
    ...down(
      tls.kind === 'alert' ? 'handshake-failed' : tls.kind,
      'Cannot connect',
    ),
    sentence: `${tls.address} ${what} for ${subject.hostname}: ${tls.message}`,
    evidence: [
      { label: 'Connected to', value: tls.address, at: toText(tls.at) },
    ],
    next: [
      link(
        'Check the load balancer’s listener on port 443 and its security groups',
      ),
      checkAgain(),
    ],
  };
}

function certificateFits(
  subject: Subject,
  tls: Extract<ProbeTls, { kind: 'handshake' }>,
): boolean {
  const { trusted, certificate } = tls;
  return (
    trusted &&
    certificate.notAfter > subject.now &&
    certificate.names.some(name => coversHostname(name, subject.hostname))
  );
}

function wrongCertificate(
  subject: Subject,
  tls: Extract<ProbeTls, { kind: 'handshake' }>,
): Judgement {
  const { certificate, address, problem } = tls;
  const covers = certificate.names.some(name =>
    coversHostname(name, subject.hostname),
  );
  const expired = certificate.notAfter <= subject.now;
  const why = (() => {
    if (!covers)
      return `is for ${
        certificate.names.slice(0, 3).join(', ') || 'no name'
      }, not for ${subject.hostname}`;
    if (expired) return `expired ${dateText(certificate.notAfter)}`;
    return `is not trusted${problem ? `: ${problem}` : ''}`;
  })();
  return {
    ...down('wrong-certificate', 'Wrong certificate'),
    sentence: `The certificate at ${address} ${why}`,
    comparisons: [
      {
        label: 'Names on the certificate',
        expected: subject.hostname,
        detected: certificate.names.join(', '),
      },
    ],
    evidence: [
      { label: 'Seen at', value: address, at: toText(tls.at) },
      { label: 'Issuer', value: certificate.issuer },
    ],
    next: [
      checkAgain('Check again: a certificate that is not attached is attached'),
      link('Compare what is held with what is served'),
    ],
  };
}

function httpFailed(http: Extract<ProbeHttp, { kind: 'failed' }>): Judgement {
  return {
    ...down('http-failed', 'No answer'),
    sentence: `${http.address} gives no answer: ${http.message}`,
    evidence: [{ label: 'Asked', value: http.address, at: toText(http.at) }],
    next: [checkAgain(), link('Look at the service behind the route')],
  };
}

function answered(
  subject: Subject,
  http: Extract<ProbeHttp, { kind: 'response' }>,
): Judgement {
  const { status, address } = http;
  const evidence = [{ label: 'Asked', value: address, at: toText(http.at) }];
  if (http.fromBase) {
    return {
      ...down('base-answers', 'No route answers'),
      who: 'you',
      sentence: `The gateway itself answers ${status} at ${address}: no route takes ${subject.hostname}`,
      evidence,
      next: [
        template('Add a route', 'add-route', {
          hostname: subject.hostname,
          cluster: subject.cluster.name,
          namespace: subject.namespace,
        }),
        checkAgain(),
      ],
    };
  }
  if (status >= 500) {
    return {
      ...down('server-error', 'Service fails'),
      who: 'you',
      sentence: `${status} from ${address}: the route is reached, the service behind it fails`,
      evidence,
      next: [link('Look at the service’s pods and logs'), checkAgain()],
    };
  }
  const { tls } = subject.seen;
  const connection =
    tls?.kind === 'handshake'
      ? `, ${protocolName(tls.protocol)}, certificate valid until ${dateText(
          tls.certificate.notAfter,
        )}`
      : '';
  return serving(
    `${status} in ${Math.round(
      http.milliseconds,
    )} ms from ${address}${connection}`,
    evidence,
  );
}

function connected(tls: Extract<ProbeTls, { kind: 'handshake' }>): Judgement {
  return serving(
    `${protocolName(tls.protocol)} in ${Math.round(tls.milliseconds)} ms from ${
      tls.address
    }, certificate valid until ${dateText(tls.certificate.notAfter)}`,
    [{ label: 'Seen at', value: tls.address, at: toText(tls.at) }],
  );
}

/**
 * The hostname is answered as it should be.
 *
 * @internal
 */
export function serving(
  sentence: string,
  evidence: Judgement['evidence'],
): Judgement {
  return {
    id: 'live',
    level: 'ok',
    state: 'serving',
    label: 'Live',
    sentence,
    evidence,
    seenOutside: true,
  };
}

/** `TLSv1.3` is written `TLS 1.3`. */
function protocolName(protocol: string): string {
  return protocol.replace(/^TLSv(?=\d)/, 'TLS ');
}

/** What was seen too long ago to say anything; undefined: never looked. */
function stale({ probes }: Subject): Judgement | undefined {
  const looks = [probes.dns, probes.tls, probes.http].flatMap(probe =>
    probe ? [probe.at] : [],
  );
  if (looks.length === 0) return undefined;
  const at = Math.max(...looks);
  return {
    id: 'live',
    level: 'unknown',
    state: 'stale',
    label: 'Cannot be seen',
    sentence: `Not looked at since ${momentOf(at) ?? 'long ago'}`,
    ...(Number.isFinite(at) ? { since: toText(at) } : {}),
    who: 'platform',
    next: [checkAgain()],
  };
}

/** A private address is never dialled: that is no fault of the hostname, and nothing is claimed about it. */
function notVisible(subject: Subject, address: string): Judgement {
  return {
    id: 'live',
    level: 'ok',
    state: 'not-visible',
    label: 'Ready',
    sentence: `Not looked at: ${address}, the address of ${subject.hostname}, is not reachable from here`,
  };
}

/**
 * Something seen from outside that keeps people from the hostname.
 *
 * @internal
 */
export function down(
  state: string,
  label: string,
): Omit<Judgement, 'sentence'> {
  return {
    id: 'live',
    level: 'action',
    state,
    label,
    who: 'platform',
    impact: 'down',
    seenOutside: true,
  };
}
