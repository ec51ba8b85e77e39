import { coversHostname } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  Certificate,
  CertificateInventory,
} from '../../providers/certificates';
import { RequestIdentity } from '../../providers/identity';

/** One listing of a memory authority, and the own requests and deletions since. */
export class MemoryInventory implements CertificateInventory {
  private readonly byRef = new Map<string, Certificate>();
  private readonly byOwner = new Map<string, Map<string, Certificate>>();

  constructor(readonly listedAt: number, certificates: Certificate[]) {
    certificates.forEach(certificate => this.add(certificate));
  }

  get(ref: string): Certificate | undefined {
    return this.byRef.get(ref);
  }

  ownedBy(identity: RequestIdentity): Certificate[] {
    return [...(this.byOwner.get(ownerKey(identity))?.values() ?? [])];
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
    const { ref, owner } = certificate;
    this.byRef.set(ref, certificate);
    if (!owner) return;
    const key = ownerKey(owner.identity);
    const owned = this.byOwner.get(key) ?? new Map<string, Certificate>();
    this.byOwner.set(key, owned.set(ref, certificate));
  }

  remove(ref: string): void {
    const owner = this.byRef.get(ref)?.owner;
    if (owner) this.byOwner.get(ownerKey(owner.identity))?.delete(ref);
    this.byRef.delete(ref);
  }
}

function ownerKey(identity: RequestIdentity): string {
  const { installation, cluster, namespace, name } = identity;
  return [installation, cluster, namespace, name].join('/');
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
