import { members, QueryInput, queryStructures } from '../../core/query';
import { XmlContent } from '../../core/xml';
import { elbErrors } from '../errors';
import { ElbOperation, pageOf, requiredText } from '../ElbOperation';
import { ElbState } from '../ElbState';
import { Listener, LoadBalancer } from '../LoadBalancer';

/** Operations on the certificates of listeners. @public */
export const certificateOperations: Record<string, ElbOperation> = {
  AddListenerCertificates: add,
  RemoveListenerCertificates: remove,
  DescribeListenerCertificates: describe,
};

/** The one certificate that `Certificates` names; undefined when the parameter is missing. @throws AwsError */
export function readCertificate(input: QueryInput): string | undefined {
  const given = queryStructures(input, 'Certificates');
  if (given === undefined || given.length === 0) return undefined;
  if (given.length > 1) throw elbErrors.oneCertificateOnly(given.length);
  if (given[0].IsDefault !== undefined) {
    throw elbErrors.validation(
      `'IsDefault' cannot be specified for a certificate`,
    );
  }
  return requiredText(given[0], 'CertificateArn');
}

/** @throws AwsError CertificateNotFound, UnsupportedCertificate (also for a while after issuance) */
export function assertUsable(arn: string, state: ElbState): void {
  const certificate = state.acm.find(arn);
  const now = state.world.now();
  if (!certificate || certificate.visibleAt > now)
    throw elbErrors.certificateNotFound(arn);
  if (certificate.status !== 'ISSUED' || (certificate.usableFrom ?? 0) > now)
    throw elbErrors.unsupportedCertificate(arn);
}

function add(input: QueryInput, state: ElbState): XmlContent {
  const listener = secureListener(input, state);
  const arn = readCertificate(input);
  if (arn === undefined) throw elbErrors.missing('Certificates');
  assertUsable(arn, state);
  const limits = state.world.limits.elb;
  if (!listener.certificates.includes(arn)) {
    const repeatsDefault = listener.defaultCertificate === arn;
    const counts = !repeatsDefault || limits.repeatedDefaultCounts;
    if (
      counts &&
      countedCertificates(
        listener.loadBalancer,
        limits.repeatedDefaultCounts,
      ) >= limits.certificatesPerLoadBalancer
    ) {
      throw elbErrors.tooManyCertificates();
    }
    listener.certificates = [...listener.certificates, arn];
    state.certificatesChanged(listener.loadBalancer);
    state.changed(listener.loadBalancer, 'certificatesChanged');
  }
  return { Certificates: members([{ CertificateArn: arn, IsDefault: false }]) };
}

/** Removing what is not there succeeds. */
function remove(input: QueryInput, state: ElbState): XmlContent {
  const listener = secureListener(input, state);
  const arn = readCertificate(input);
  if (arn === undefined) throw elbErrors.missing('Certificates');
  if (!listener.certificates.includes(arn)) {
    if (listener.defaultCertificate === arn) throw elbErrors.removesDefault();
    return {};
  }
  listener.certificates = listener.certificates.filter(other => other !== arn);
  state.certificatesChanged(listener.loadBalancer);
  state.changed(listener.loadBalancer, 'certificatesChanged');
  return {};
}

/** The default, then the list: a certificate that is both appears twice. */
function describe(input: QueryInput, state: ElbState): XmlContent {
  const listener = secureListener(input, state);
  const all = [
    ...(listener.defaultCertificate === undefined
      ? []
      : [{ CertificateArn: listener.defaultCertificate, IsDefault: true }]),
    ...listener.certificates.map(arn => ({
      CertificateArn: arn,
      IsDefault: false,
    })),
  ];
  const page = pageOf(all, input);
  return { Certificates: members(page.items), NextMarker: page.nextMarker };
}

/** The certificates of a load balancer that count towards its quota: those of all its listeners, defaults aside. */
export function countedCertificates(
  loadBalancer: LoadBalancer,
  repeatedDefaultCounts: boolean,
): number {
  let count = 0;
  for (const listener of loadBalancer.listeners.values()) {
    count += listener.certificates.filter(
      arn => repeatedDefaultCounts || arn !== listener.defaultCertificate,
    ).length;
  }
  return count;
}

function secureListener(input: QueryInput, state: ElbState): Listener {
  const listener = state.listener(requiredText(input, 'ListenerArn'));
  if (listener.protocol !== 'HTTPS' && listener.protocol !== 'TLS') {
    throw elbErrors.certificateNotAllowed(listener.protocol);
  }
  return listener;
}
