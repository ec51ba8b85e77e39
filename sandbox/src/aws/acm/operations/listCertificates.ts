import { z } from 'zod';
import { AcmContext, parseInput } from '../AcmOperation';
import { Certificate, KEY_ALGORITHMS, KeyAlgorithm } from '../Certificate';
import { acmErrors } from '../errors';
import {
  keyPairOrigin,
  keyUsages,
  renderDomain,
  renderSummary,
} from '../renderCertificate';

const STATUSES = [
  'PENDING_VALIDATION',
  'ISSUED',
  'INACTIVE',
  'EXPIRED',
  'VALIDATION_TIMED_OUT',
  'REVOKED',
  'FAILED',
] as const;

/** What a listing shows when no key types are asked for: certificates with any other key stay hidden. */
const USUAL_KEY_TYPES: readonly KeyAlgorithm[] = ['RSA_1024', 'RSA_2048'];
const USUAL_PAGE = 100;
const LARGEST_PAGE = 1000;

const schema = z.object({
  CertificateStatuses: z.array(z.enum(STATUSES)).optional(),
  CertificateKeyPairOrigins: z
    .array(z.enum(['AWS_MANAGED', 'CUSTOMER_PROVIDED', 'ACME']))
    .optional(),
  Includes: z
    .object({
      extendedKeyUsage: z.array(z.string()).optional(),
      keyUsage: z.array(z.string()).optional(),
      keyTypes: z
        .array(z.enum(KEY_ALGORITHMS as [KeyAlgorithm, ...KeyAlgorithm[]]))
        .optional(),
      exportOption: z.enum(['ENABLED', 'DISABLED']).optional(),
      managedBy: z.enum(['CLOUDFRONT']).optional(),
    })
    .optional(),
  NextToken: z.string().min(1).max(10_000).optional(),
  MaxItems: z.int().min(1).max(LARGEST_PAGE).optional(),
  SortBy: z.enum(['CREATED_AT']).optional(),
  SortOrder: z.enum(['ASCENDING', 'DESCENDING']).optional(),
});

type ListInput = z.infer<typeof schema>;

/** @public */
export function listCertificates(
  input: unknown,
  { state }: AcmContext,
): unknown {
  const request = parseInput(schema, input);
  if ((request.SortBy === undefined) !== (request.SortOrder === undefined)) {
    throw acmErrors.validation('SortBy and SortOrder must be given together.');
  }
  const matching = state
    .listed()
    .filter(certificate => matches(certificate, request));
  if (request.SortOrder === 'DESCENDING') matching.reverse();
  const page = pageOf(
    matching,
    request.NextToken,
    request.MaxItems ?? USUAL_PAGE,
    request.SortOrder,
  );
  return {
    CertificateSummaryList: page.items.map(renderSummary),
    NextToken: page.nextToken,
  };
}

function matches(certificate: Certificate, request: ListInput): boolean {
  const includes = request.Includes ?? {};
  const keyTypes = includes.keyTypes?.length
    ? includes.keyTypes
    : USUAL_KEY_TYPES;
  const origins = request.CertificateKeyPairOrigins;
  return (
    keyTypes.includes(certificate.keyAlgorithm) &&
    (!request.CertificateStatuses?.length ||
      request.CertificateStatuses.some(
        status => status === certificate.status,
      )) &&
    (!origins?.length || origins.includes(keyPairOrigin(certificate))) &&
    (includes.exportOption === undefined ||
      (includes.exportOption === 'ENABLED') === certificate.exportable) &&
    includes.managedBy === undefined &&
    (!includes.keyUsage?.length ||
      includes.keyUsage.every(usage =>
        keyUsages(certificate).includes(usage),
      )) &&
    (!includes.extendedKeyUsage?.length ||
      includes.extendedKeyUsage.every(usage =>
        /^TLS_WEB_(SERVER|CLIENT)_AUTHENTICATION$/.test(usage),
      ))
  );
}

/** A page that starts after the certificate the token names; so certificates that come and go do not shift pages. */
function pageOf(
  matching: Certificate[],
  token: string | undefined,
  size: number,
  order: 'ASCENDING' | 'DESCENDING' | undefined,
): { items: Certificate[]; nextToken?: string } {
  const after = token === undefined ? undefined : readToken(token);
  const isAfter = (certificate: Certificate) =>
    after === undefined ||
    (order === 'DESCENDING'
      ? certificate.sequence < after
      : certificate.sequence > after);
  const rest = matching.filter(isAfter);
  const items = rest.slice(0, size);
  return {
    items,
    nextToken:
      rest.length > size
        ? writeToken(items[items.length - 1].sequence)
        : undefined,
  };
}

function writeToken(sequence: number): string {
  return Buffer.from(`after ${sequence}`).toString('base64url');
}

function readToken(token: string): number {
  const match = /^after (\d+)$/.exec(
    Buffer.from(token, 'base64url').toString('utf8'),
  );
  if (!match) throw acmErrors.validation('The pagination token is not valid.');
  return Number(match[1]);
}

const validationsInput = z.object({
  CertificateArn: z.string().min(20).max(2048),
  NextToken: z.string().optional(),
  MaxItems: z.int().min(1).max(LARGEST_PAGE).optional(),
});

/** The names of a certificate with their validation records, a page at a time. @public */
export function listCertificateDomainValidations(
  input: unknown,
  { state }: AcmContext,
): unknown {
  const request = parseInput(validationsInput, input);
  const certificate = state.readable(request.CertificateArn);
  const start =
    request.NextToken === undefined ? 0 : readToken(request.NextToken);
  const size = request.MaxItems ?? USUAL_PAGE;
  const page = certificate.domains.slice(start, start + size);
  return {
    DomainValidationSummaryList: page.map(domain => {
      const rendered = renderDomain(domain, certificate, state.world);
      return {
        DomainName: domain.name,
        ActiveValidationConfiguration: configurationOf(rendered),
      };
    }),
    NextToken:
      start + size < certificate.domains.length
        ? writeToken(start + size)
        : undefined,
  };
}

function configurationOf(
  rendered: Record<string, unknown>,
): Record<string, unknown> {
  const {
    ValidationMethod,
    ValidationStatus,
    ResourceRecord,
    ValidationEmails,
    ValidationDomain,
  } = rendered;
  return {
    ValidationMethod,
    ValidationStatus,
    ValidationChallenge:
      ValidationMethod === 'EMAIL'
        ? { EmailValidationChallenge: { ValidationEmails, ValidationDomain } }
        : ResourceRecord && { DnsValidationChallenge: { ResourceRecord } },
  };
}
