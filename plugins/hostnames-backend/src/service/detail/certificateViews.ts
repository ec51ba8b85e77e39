import { CertificateView } from '@hostmaster/backstage-plugin-hostnames-common';
import { StoredHostname } from '../../readModel/StoredHostname';
import { isoTime } from './toSummary';

/** The certificate as it is held, as the listener has it, and as it was seen from outside. */
export function certificateViewsOf({
  report,
  probes,
}: StoredHostname): CertificateView[] {
  const { facts, request } = report;
  const views: CertificateView[] = [];
  const held = facts.certificate;
  if (held) {
    views.push({
      where: 'held',
      ref: held.ref,
      serial: held.serial,
      names: [
        request.spec.hostname,
        ...(request.spec.certificate?.additionalNames ?? []),
      ],
      notBefore: held.notBefore,
      notAfter: held.notAfter,
      status: held.reason ? `${held.status}: ${held.reason}` : held.status,
    });
  }
  if (held && facts.listenerHasCertificate !== undefined) {
    views.push({
      where: 'listener',
      ref: held.ref,
      status: facts.listenerHasCertificate
        ? 'on the listener'
        : 'not on the listener',
    });
  }
  if (probes.tls?.kind === 'handshake') {
    const { certificate, trusted, problem } = probes.tls;
    views.push({
      where: 'served',
      serial: certificate.serial,
      names: certificate.names,
      issuer: certificate.issuer,
      notBefore: isoTime(certificate.notBefore),
      notAfter: isoTime(certificate.notAfter),
      status: trusted ? 'trusted' : problem ?? 'not trusted',
    });
  }
  return views;
}
