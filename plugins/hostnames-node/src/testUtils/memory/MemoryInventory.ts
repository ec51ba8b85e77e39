import { coversHostname } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  Certificate,
  CertificateInventory,
} from '../../providers/certificates';
import { RequestIdentity } from '../../providers/identity';

/** One listing of a memory authority, and the own requests and deletions since. */
export class MemoryInventory implements CertificateInventory {
  private readonly byRef: Map<string, Certificate>;

  constructor(readonly listedAt: number, certificates: Certificate[]) {
    this.byRef = new Map(
      certificates.map(certificate => [certificate.ref, certificate]),
    );
  }

  get(ref: string): Certificate | undefined {
    return this.byRef.get(ref);
  }

  ownedBy(identity: RequestIdentity): Certificate[] {
    return [...this.byRef.values()].filter(
      ({ owner }) => owner && isSameIdentity(owner.identity, identity),
    );
  }

  covering(names: string[]): Certificate[] {
    return [...this.byRef.values()].filter(
      certificate =>
        certificate.status.kind === 'issued' &&
        names.every(name =>
          certificate.names.some(
            pattern => pattern === name || coversHostname(pattern, name),
          ),
        ),
    );
  }

  all(): Iterable<Certificate> {
    return this.byRef.values();
  }

  add(certificate: Certificate): void {
    this.byRef.set(certificate.ref, certificate);
  }

  remove(ref: string): void {
    this.byRef.delete(ref);
  }
}

export function isSameIdentity(
  left: RequestIdentity,
  right: RequestIdentity,
): boolean {
  return (
    left.installation === right.installation &&
    left.cluster === right.cluster &&
    left.namespace === right.namespace &&
    left.name === right.name
  );
}
