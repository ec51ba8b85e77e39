import { z } from 'zod';
import { parseHostname } from '../hostname/parseHostname';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const label = z
  .string()
  .max(63)
  .regex(
    LABEL,
    'must be lower-case letters, digits and hyphens, with a letter or digit at both ends',
  );
const objectNameText = z
  .string()
  .max(253)
  .regex(
    SUBDOMAIN,
    'must be lower-case letters, digits, hyphens and dots, with a letter or digit at both ends',
  );
const labelValue = z
  .string()
  .max(63)
  .regex(
    /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/,
    'must be letters, digits, "-", "_" and ".", with a letter or digit at both ends',
  );
/** Free text that ends up in an annotation: one line, as the interface shows it. */
const line = z
  .string()
  .min(1)
  .max(1024)
  // eslint-disable-next-line no-control-regex
  .regex(/^[^\x00-\x1f\x7f]*$/, 'must be one line without control characters');
const duration = z
  .string()
  .max(32)
  .regex(
    /^(?=.)([0-9]+h)?([0-9]+m)?([0-9]+s)?$/,
    'must be a duration, such as 72h or 1h30m',
  );

/** Canonical hostnames only: what is written into Git is what the controller compares with. */
const hostname = z.string().transform((text, context) => {
  const parsed = parseHostname(text);
  if (parsed.kind === 'hostname') return parsed.hostname;
  context.addIssue({ code: 'custom', message: parsed.message });
  return z.NEVER;
});

const issuerRef = z.strictObject({
  name: objectNameText,
  kind: z.enum(['Issuer', 'ClusterIssuer']).optional(),
  group: objectNameText.optional(),
});

/** What is told about whose the objects are. */
const provenance = {
  /** Entity ref of the owning group. */
  owner: line.optional(),
  /** Entity ref of the component served. */
  component: line.optional(),
  /** Value of the label `backstage.io/kubernetes-id`. */
  kubernetesId: labelValue.optional(),
  /** Ties the objects to the pull request they come with. */
  requestId: line.optional(),
  pullRequestUrl: line.optional(),
};

/** Where the routes attach. */
const attachment = {
  /** Namespace of the ListenerSets. */
  edgeNamespace: label,
  /** For profiles with shared listeners: the Gateway that somebody else owns, in place of a ListenerSet. */
  gateway: z
    .strictObject({
      namespace: label,
      name: objectNameText,
      sectionName: objectNameText.optional(),
    })
    .optional(),
  /** Who writes the alias: for `route53` external-dns is told to leave the routes alone. Default `route53`. */
  dns: z.enum(['route53', 'external-dns']).optional(),
};

/** A service behind a path. @public */
export const routeRuleSchema = z.strictObject({
  serviceName: label,
  servicePort: z.number().int().min(1).max(65535),
  /** Prefix of the path for HTTP (default `/`). For gRPC: `package.Service` or `package.Service/Method`; none: everything. */
  path: z
    .string()
    .max(1024)
    .regex(
      /^(?:[-A-Za-z0-9/._~!$&'()+,;=:@]|%[0-9a-fA-F]{2})*$/,
      "must be a path of letters, digits and -._~!$&'()+,;=:@/, others percent-encoded",
    )
    .refine(
      path =>
        !path.includes('//') &&
        !/(^|\/)\.\.?(\/|$)/.test(path) &&
        !/%2f|%2e/i.test(path),
      'must not have "//", "." or ".." as a part, or encoded slashes and dots',
    )
    .optional(),
});

/** @public */
export type RouteRule = z.input<typeof routeRuleSchema>;

/** Values of a hostname request. @public */
export const hostnameRequestValuesSchema = z.strictObject({
  hostname,
  /** Name of the objects; default: derived from the hostname. */
  name: objectNameText.optional(),
  namespace: label,
  environment: label,
  /** Name of the profile (`spec.gatewayClass`). */
  profile: label,
  visibility: z.enum(['internet-facing', 'internal']).optional(),
  zoneId: z
    .string()
    .regex(/^[A-Za-z0-9]{1,32}$/, 'must be the id of a hosted zone')
    .optional(),
  certificate: z
    .strictObject({
      keyAlgorithm: z
        .enum(['RSA_2048', 'EC_prime256v1', 'EC_secp384r1'])
        .optional(),
      additionalNames: z.array(hostname).max(9).optional(),
      issuerRef: issuerRef.optional(),
    })
    .optional(),
  routePolicy: z
    .strictObject({
      allowNamespace: z.boolean().optional(),
      kinds: z
        .array(z.enum(['HTTPRoute', 'GRPCRoute']))
        .min(1)
        .optional(),
    })
    .optional(),
  dnsOptions: z
    .strictObject({
      records: z
        .array(z.enum(['A', 'AAAA']))
        .min(1)
        .optional(),
      wwwRedirect: z.boolean().optional(),
    })
    .optional(),
  expiresAfter: duration.optional(),
  deletionPolicy: z.enum(['Delete', 'Retain']).optional(),
  /** Services to route to; one or several. None: only the request. */
  routes: z
    .union([routeRuleSchema, z.array(routeRuleSchema).max(16)])
    .optional(),
  routeKind: z.enum(['HTTPRoute', 'GRPCRoute']).optional(),
  ...provenance,
  ...attachment,
});

/** @public */
export type HostnameRequestValues = z.input<typeof hostnameRequestValuesSchema>;

/** Values of a route on a hostname that is held already. @public */
export const routeValuesSchema = z.strictObject({
  hostname,
  /** The wildcard hostname whose listener serves it, where it has none of its own. */
  wildcard: hostname.optional(),
  name: objectNameText.optional(),
  namespace: label,
  kind: z.enum(['HTTPRoute', 'GRPCRoute']).optional(),
  routes: z.union([routeRuleSchema, z.array(routeRuleSchema).min(1).max(16)]),
  ...provenance,
  ...attachment,
});

/** @public */
export type RouteValues = z.input<typeof routeValuesSchema>;

/** Values of a cert-manager Certificate. @public */
export const certificateValuesSchema = z.strictObject({
  hostname,
  /** The wildcard beside or below it, on the same certificate: `*.<hostname>`. */
  wildcard: z.boolean().optional(),
  additionalNames: z.array(hostname).max(99).optional(),
  name: objectNameText.optional(),
  namespace: label,
  /** Default: the name with `-tls`. */
  secretName: objectNameText.optional(),
  issuerRef,
  keyAlgorithm: z
    .enum(['RSA_2048', 'RSA_4096', 'EC_prime256v1', 'EC_secp384r1', 'Ed25519'])
    .optional(),
  duration: duration.optional(),
  renewBefore: duration.optional(),
  usages: z
    .array(
      z.enum([
        'digital signature',
        'key encipherment',
        'server auth',
        'client auth',
      ]),
    )
    .min(1)
    .optional(),
  ...provenance,
});

/** @public */
export type CertificateValues = z.input<typeof certificateValuesSchema>;
