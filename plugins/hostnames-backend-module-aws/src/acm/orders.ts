import { createHash } from 'node:crypto';
import {
  CertificateOrder,
  ProviderError,
  RequestIdentity,
} from '@hostmaster/backstage-plugin-hostnames-node';

/** The subject of a certificate holds 64 octets (X.520, ub-common-name); ACM takes longer names only as additional ones. */
const LONGEST_SUBJECT = 64;
const LONGEST_NAME = 253;
/** The most ACM allows at all; the account's own limit is 10 by default. */
const MOST_NAMES = 100;

/** One line per identity, for maps. */
export function identityKey(identity: RequestIdentity): string {
  const { installation, cluster, namespace, name } = identity;
  return JSON.stringify([installation, cluster, namespace, name]);
}

/** The same for the same order, whatever the order of its names. */
export function orderKey(order: CertificateOrder): string {
  return JSON.stringify([
    identityKey(order.owner.identity),
    order.owner.attempt,
    namesKey(order.names),
    order.keyAlgorithm,
  ]);
}

/** Names sorted and without repeats, as one text. */
export function namesKey(names: readonly string[]): string {
  return [...new Set(names)].sort().join(' ');
}

/**
 * ACM's IdempotencyToken (1 to 32 word characters, remembered for an hour; ACM compares nothing else): 32 hexadecimal digits of
 * a hash of all that makes the order what it is. `deletedRef`: ACM has answered the plain token with this certificate, which we
 * have deleted.
 */
export function idempotencyToken(
  order: CertificateOrder,
  region: string,
  deletedRef?: string,
): string {
  const parts = [orderKey(order), region, ...(deletedRef ? [deletedRef] : [])];
  return createHash('sha256')
    .update(JSON.stringify(parts))
    .digest('hex')
    .slice(0, 32);
}

/** The name for the subject: the first, or where that is too long the first that fits. @throws ProviderError `invalid` */
export function subjectOf(names: readonly string[]): string {
  if (names.length === 0) throw invalid('a certificate needs a name');
  const tooLong = names.find(name => name.length > LONGEST_NAME);
  if (tooLong) {
    throw invalid(
      `the name ${tooLong} is longer than ${LONGEST_NAME} characters`,
    );
  }
  if (new Set(names).size > MOST_NAMES) {
    throw invalid(
      `ACM puts at most ${MOST_NAMES} names on a certificate; leave some out`,
    );
  }
  const subject = names.find(name => name.length <= LONGEST_SUBJECT);
  if (subject !== undefined) return subject;
  throw invalid(
    `ACM needs a name of at most ${LONGEST_SUBJECT} characters on every certificate and ${names[0]} has ${names[0].length}; add a shorter one, for example its parent domain, under additionalNames`,
  );
}

function invalid(message: string): ProviderError {
  return new ProviderError('invalid', message, {
    service: 'ACM',
    operation: 'RequestCertificate',
  });
}
