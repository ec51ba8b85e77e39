import { FailureReason } from './Certificate';

/** Names that a public authority refuses, and why. @public */
export interface DomainPolicy {
  /** Names (and all below them) that ACM fails, with the reason it gives. */
  blocked: Record<string, FailureReason>;
}

/** AWS's own domains, and endings that are no public domains. `.test` and `.example` pass: the sandbox lives there. @public */
export const usualDomainPolicy: DomainPolicy = {
  blocked: {
    'amazonaws.com': 'DOMAIN_NOT_ALLOWED',
    'amazonaws.com.cn': 'DOMAIN_NOT_ALLOWED',
    'amazon.com': 'DOMAIN_NOT_ALLOWED',
    'cloudfront.net': 'DOMAIN_NOT_ALLOWED',
    'elasticbeanstalk.com': 'DOMAIN_NOT_ALLOWED',
    aws: 'DOMAIN_NOT_ALLOWED',
    local: 'INVALID_PUBLIC_DOMAIN',
    localhost: 'INVALID_PUBLIC_DOMAIN',
    localdomain: 'INVALID_PUBLIC_DOMAIN',
    internal: 'INVALID_PUBLIC_DOMAIN',
    invalid: 'INVALID_PUBLIC_DOMAIN',
    onion: 'INVALID_PUBLIC_DOMAIN',
    corp: 'INVALID_PUBLIC_DOMAIN',
    home: 'INVALID_PUBLIC_DOMAIN',
    lan: 'INVALID_PUBLIC_DOMAIN',
    'home.arpa': 'INVALID_PUBLIC_DOMAIN',
  },
};

/** Why a name is refused; undefined when it is not. @public */
export function refusalOf(
  name: string,
  policy: DomainPolicy,
): FailureReason | undefined {
  const labels = name.replace(/^\*\./, '').toLowerCase().split('.');
  for (let index = 0; index < labels.length; index++) {
    const reason = policy.blocked[labels.slice(index).join('.')];
    if (reason) return reason;
  }
  return undefined;
}

/** Names of Amazon's authority in CAA records. Source: ACM User Guide, "CAA problems". */
const AMAZON = new Set([
  'amazon.com',
  'amazontrust.com',
  'awstrust.com',
  'amazonaws.com',
]);
const KNOWN_TAGS = new Set([
  'issue',
  'issuewild',
  'iodef',
  'contactemail',
  'contactphone',
  'issuemail',
  'issuevmc',
]);

/**
 * Whether CAA properties let Amazon issue. Source: RFC 8659 sections 4.2 to 4.4: `issuewild`, where present, governs
 * wildcards; a critical property that is not understood forbids; no issue property at all allows.
 *
 * @public
 */
export function amazonMayIssue(
  properties: ReadonlyArray<{ flags: number; tag: string; value: string }>,
  isWildcard: boolean,
): boolean {
  if (
    properties.some(
      property => property.flags >= 128 && !KNOWN_TAGS.has(property.tag),
    )
  )
    return false;
  const wild = properties.filter(property => property.tag === 'issuewild');
  const governing =
    isWildcard && wild.length > 0
      ? wild
      : properties.filter(property => property.tag === 'issue');
  if (governing.length === 0) return true;
  return governing.some(property =>
    AMAZON.has(property.value.split(';')[0].trim().toLowerCase()),
  );
}
