import { z } from 'zod';
import { AcmContext, parseInput, tagSchema } from '../AcmOperation';
import { REQUESTABLE_KEY_ALGORITHMS } from '../Certificate';
import { acmErrors } from '../errors';
import { addTags } from '../tags';

const DOMAIN_NAME =
  /^(\*\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])$/;
/** The common name of a certificate has at most 64 octets. */
const LONGEST_COMMON_NAME = 64;
const MANY_NAMES = 20;

const domainName = z.string().min(1).max(253).regex(DOMAIN_NAME);

const schema = z.object({
  DomainName: domainName,
  ValidationMethod: z.enum(['DNS', 'EMAIL', 'HTTP']).optional(),
  SubjectAlternativeNames: z.array(domainName).min(1).max(100).optional(),
  IdempotencyToken: z.string().min(1).max(32).regex(/^\w+$/).optional(),
  DomainValidationOptions: z
    .array(z.object({ DomainName: domainName, ValidationDomain: domainName }))
    .min(1)
    .max(100)
    .optional(),
  Options: z
    .object({
      CertificateTransparencyLoggingPreference: z
        .enum(['ENABLED', 'DISABLED'])
        .optional(),
      Export: z.enum(['ENABLED', 'DISABLED']).optional(),
      ValidationMethod: z.enum(['DNS', 'EMAIL', 'HTTP']).optional(),
    })
    .optional(),
  CertificateAuthorityArn: z.string().optional(),
  Tags: z.array(tagSchema).min(1).optional(),
  KeyAlgorithm: z
    .enum([
      'RSA_1024',
      'RSA_2048',
      'RSA_3072',
      'RSA_4096',
      'EC_prime256v1',
      'EC_secp384r1',
      'EC_secp521r1',
    ])
    .optional(),
  ManagedBy: z.enum(['CLOUDFRONT']).optional(),
});

/**
 * Requests a certificate, or gives back the one that was requested with the same token within the hour, whatever the other
 * fields say now.
 *
 * @public
 */
export function requestCertificate(
  input: unknown,
  { state, lifecycle }: AcmContext,
): unknown {
  const request = parseInput(schema, input);
  const known =
    request.IdempotencyToken === undefined
      ? undefined
      : state.ofToken(request.IdempotencyToken);
  if (known) return { CertificateArn: known.arn };

  const names = uniqueNames([
    request.DomainName,
    ...(request.SubjectAlternativeNames ?? []),
  ]);
  assertRequestable(request, names, state.world.limits.acm.namesPerCertificate);
  const tags = new Map<string, string | undefined>();
  addTags(tags, request.Tags ?? []);
  state.assertRoomForRequest();

  const { world } = state;
  const visibleAt = world.now() + world.draw(world.delays.acm.visible);
  const manyNames =
    names.length > MANY_NAMES
      ? world.draw(world.delays.acm.resourceRecordOfManyNames)
      : 0;
  const certificate = state.add({
    arn: state.newArn(),
    region: state.region,
    domainName: names[0],
    domains: state.domainsOf(names),
    type: 'AMAZON_ISSUED',
    validationMethod:
      (request.ValidationMethod ?? 'EMAIL') === 'DNS' ? 'DNS' : 'EMAIL',
    createdAt: world.now(),
    exportable: request.Options?.Export === 'ENABLED',
    keyAlgorithm: request.KeyAlgorithm ?? 'RSA_2048',
    tags,
    status: 'PENDING_VALIDATION',
    visibleAt,
    recordsShownAt:
      visibleAt + world.draw(world.delays.acm.resourceRecord) + manyNames,
  });
  state.countRequest();
  if (request.IdempotencyToken !== undefined)
    state.rememberToken(request.IdempotencyToken, certificate.arn);
  state.changed(certificate, 'requested');
  lifecycle.start(certificate);
  return { CertificateArn: certificate.arn };
}

function uniqueNames(names: string[]): string[] {
  return [...new Set(names.map(name => name.toLowerCase()))];
}

function assertRequestable(
  request: z.infer<typeof schema>,
  names: string[],
  mostNames: number,
): void {
  if (request.CertificateAuthorityArn !== undefined)
    throw acmErrors.notEmulated('private certificate authorities');
  if (request.ValidationMethod === 'HTTP' || request.ManagedBy !== undefined) {
    throw acmErrors.notEmulated(
      'HTTP validation and certificates managed by CloudFront',
    );
  }
  if (names[0].length > LONGEST_COMMON_NAME) {
    throw acmErrors.invalidParameter(
      `The first domain name can be at most ${LONGEST_COMMON_NAME} octets, including periods.`,
    );
  }
  if (names.length > mostNames) throw acmErrors.tooManyNames();
  const algorithm = request.KeyAlgorithm;
  if (
    algorithm !== undefined &&
    !REQUESTABLE_KEY_ALGORITHMS.includes(algorithm)
  ) {
    throw acmErrors.invalidParameter(
      `The key algorithm ${algorithm} cannot be requested from ACM.`,
    );
  }
  for (const option of request.DomainValidationOptions ?? []) {
    const name = option.DomainName.toLowerCase().replace(/^\*\./, '');
    const within = option.ValidationDomain.toLowerCase();
    if (
      !names.includes(option.DomainName.toLowerCase()) ||
      (name !== within && !name.endsWith(`.${within}`))
    ) {
      throw acmErrors.invalidValidationOptions(
        `The validation domain ${option.ValidationDomain} is not the same as or a superdomain of ${option.DomainName}.`,
      );
    }
  }
}
