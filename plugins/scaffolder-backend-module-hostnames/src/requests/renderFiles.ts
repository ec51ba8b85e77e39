import {
  ManifestFile,
  PullRequestForm,
  pullRequestFiles,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { InputError } from '@backstage/errors';
import { Repository } from '../config';
import { EntityFacts } from './EntityFacts';

/**
 * The form as an action's input carries it. What a form left open (`undefined`, `null`, an empty text) is left out; unknown keys are
 * refused, so that a typo is not silently left out.
 *
 * @throws InputError naming the value.
 */
export function readForm(
  kind: PullRequestForm['kind'],
  values: Record<string, unknown>,
): PullRequestForm {
  const form: Record<string, unknown> = { kind };
  for (const [key, value] of Object.entries(values)) {
    const read = fields[key];
    if (!Object.hasOwn(fields, key) || !read)
      throw new InputError(
        `values.${key}: is not a field of a ${kind}; there are: ${Object.keys(
          fields,
        ).join(', ')}`,
      );
    if (value === undefined || value === null || value === '') continue;
    if (!read(value))
      throw new InputError(
        `values.${key}: cannot be ${JSON.stringify(value)?.slice(0, 80)}`,
      );
    form[key] = value;
  }
  if (typeof form.hostname !== 'string')
    throw new InputError('values.hostname: is needed');
  return form as unknown as PullRequestForm;
}

/** The files of a pull request for an entity in a repository. */
export function renderFiles(
  form: PullRequestForm,
  facts: EntityFacts,
  repository: Repository,
  edgeNamespace: string,
): ManifestFile[] {
  return pullRequestFiles(form, {
    namespace: facts.namespace,
    owner: facts.owner,
    component: facts.entity,
    kubernetesId: facts.kubernetesId,
    cluster: repository.cluster,
    pathPattern: repository.path,
    edgeNamespace,
  });
}

const text = (value: unknown) => typeof value === 'string';
const oneOf =
  (...allowed: string[]) =>
  (value: unknown) =>
    typeof value === 'string' && allowed.includes(value);
const texts = (value: unknown) => Array.isArray(value) && value.every(text);

const fields: Record<string, (value: unknown) => boolean> = {
  hostname: text,
  environment: text,
  profile: text,
  visibility: oneOf('internet-facing', 'internal'),
  zoneId: text,
  serviceName: text,
  servicePort: value => Number.isInteger(value),
  path: text,
  routeKind: oneOf('HTTPRoute', 'GRPCRoute'),
  wildcardHostname: text,
  additionalNames: texts,
  keyAlgorithm: oneOf('RSA_2048', 'EC_prime256v1', 'EC_secp384r1'),
  expiresAfter: text,
  deletionPolicy: oneOf('Delete', 'Retain'),
  wildcard: value => typeof value === 'boolean',
  issuer: text,
  issuerKind: oneOf('Issuer', 'ClusterIssuer'),
};
