import {
  Ownership,
  formatOwnership,
} from '@hostmaster/backstage-plugin-hostnames-common';
import type { RequestIdentity } from '@hostmaster/backstage-plugin-hostnames-node';
import type { RequestObject } from '../gateways/kinds';

/** On the request that holds the names: `<cluster>/<namespace>/<name>` of the request that may have them. */
export const TRANSFER_ANNOTATION = 'hostmaster.dev/transfer-to';

/** Key of the ownership TXT that carries the holder's consent: whoever takes the name over proves it in the same batch. */
const CONSENT_KEY = 'to';

/** A DNS label as Kubernetes names namespaces, clusters as configured, and request names with dots. */
const TARGET =
  /^([A-Za-z0-9][A-Za-z0-9._-]*)\/([a-z0-9]([a-z0-9-]*[a-z0-9])?)\/([a-z0-9]([a-z0-9.-]*[a-z0-9])?)$/;

/** What a holder says about handing its names over. */
export type Consent =
  | { kind: 'none' }
  | { kind: 'to'; target: string }
  /** Said of a live name, which goes on as if there were no annotation. */
  | { kind: 'ignored'; message: string };

/**
 * The consent a request gives.
 *
 * | annotation | consent |
 * | --- | --- |
 * | none, or empty | none |
 * | `green/shop/web` | to green/shop/web |
 * | `shop/web` | ignored: not of the form |
 * | itself | ignored |
 */
export function consentOf(
  request: Pick<RequestObject, 'metadata'>,
  identity: RequestIdentity,
): Consent {
  const text = request.metadata.annotations?.[TRANSFER_ANNOTATION]?.trim();
  if (!text) return { kind: 'none' };
  const ignored = (why: string): Consent => ({
    kind: 'ignored',
    message: `The annotation ${TRANSFER_ANNOTATION} has no effect: "${text}" ${why}.`,
  });
  if (!TARGET.test(text)) {
    return ignored('is not of the form <cluster>/<namespace>/<name>');
  }
  if (text === addressOfRequest(identity)) {
    return ignored('is this request itself');
  }
  return { kind: 'to', target: text };
}

/** `<cluster>/<namespace>/<name>`, as the annotation and the TXT name a request. */
export function addressOfRequest(
  identity: Pick<RequestIdentity, 'cluster' | 'namespace' | 'name'>,
): string {
  return `${identity.cluster}/${identity.namespace}/${identity.name}`;
}

/** To whom the TXT says the name may go. */
export function consentIn(ownership: Ownership): string | undefined {
  return ownership.unknown?.[CONSENT_KEY];
}

/** The further keys of a TXT with another consent, or with none. */
export function withConsent(
  ownership: Ownership,
  target: string | undefined,
): Pick<Ownership, 'unknown'> {
  const { [CONSENT_KEY]: _, ...others } = ownership.unknown ?? {};
  const unknown = target ? { ...others, [CONSENT_KEY]: target } : others;
  return { unknown: Object.keys(unknown).length > 0 ? unknown : undefined };
}

/** Whether the TXT has room for the consent, and for the marks and numbers that may follow. */
export function consentFits(ownership: Ownership, target: string): boolean {
  try {
    const seq = 999_999;
    const text = formatOwnership({
      ...ownership,
      ...withConsent(ownership, target),
      seq,
    });
    return text.length <= 240;
  } catch {
    return false;
  }
}

/** The holder of the name, in this installation, agreed that exactly this request may have it. */
export function isOfferedTo(
  ownership: Ownership,
  identity: RequestIdentity,
): boolean {
  return (
    ownership.installation === identity.installation &&
    consentIn(ownership) === addressOfRequest(identity)
  );
}
