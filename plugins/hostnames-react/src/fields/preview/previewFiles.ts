import { InputError } from '@backstage/errors';
import {
  pullRequestFiles,
  type FormOptions,
  type ManifestFile,
  type PullRequestForm,
} from '@hostmaster/backstage-plugin-hostnames-common';
import type { EntityFacts } from './entityFacts';

/** What the form's page shows: the files, or what keeps them from being rendered. */
export type Preview =
  | { kind: 'files'; repository: string; files: ManifestFile[] }
  | { kind: 'incomplete'; problem: string };

/** The fields of the action's form; whatever else a template asks for is not in the manifests. */
const formFields = [
  'hostname',
  'environment',
  'profile',
  'visibility',
  'zoneId',
  'serviceName',
  'servicePort',
  'path',
  'routeKind',
  'wildcardHostname',
  'additionalNames',
  'keyAlgorithm',
  'expiresAfter',
  'deletionPolicy',
  'wildcard',
  'issuer',
  'issuerKind',
] as const satisfies ReadonlyArray<keyof PullRequestForm>;

interface PreviewInput {
  kind: PullRequestForm['kind'];
  formData: Record<string, unknown>;
  /** Names of the form's properties by the action's names, where they differ. */
  names?: Record<string, string>;
  /** Name of the repository; else that of the environment. */
  repository?: string;
  facts: EntityFacts;
  options: FormOptions;
}

/**
 * The files of the pull request, by the very function that the action calls.
 *
 * @throws nothing: what is missing or not usable is the answer.
 */
export function previewFiles(input: PreviewInput): Preview {
  try {
    const form = formFrom(input);
    const repository = repositoryFor(input, form.environment);
    const files = pullRequestFiles(form, {
      ...input.facts,
      cluster: repository.cluster,
      pathPattern: repository.path,
      edgeNamespace: input.options.edgeNamespace,
    });
    return { kind: 'files', repository: repository.name, files };
  } catch (error) {
    return {
      kind: 'incomplete',
      problem: error instanceof Error ? error.message : String(error),
    };
  }
}

function formFrom({ kind, formData, names }: PreviewInput): PullRequestForm {
  const form: Record<string, unknown> = { kind };
  for (const field of formFields) {
    const value = formData[names?.[field] ?? field];
    if (value !== undefined && value !== null && value !== '')
      form[field] = value;
  }
  if (typeof form.hostname !== 'string')
    throw new InputError('hostname: is needed');
  return form as unknown as PullRequestForm;
}

function repositoryFor(
  input: PreviewInput,
  environment: string | undefined,
): FormOptions['repositories'][number] {
  const { repositories } = input.options;
  const named =
    input.repository ?? input.formData[input.names?.repository ?? 'repository'];
  const found =
    typeof named === 'string' && named !== ''
      ? repositories.find(({ name }) => name === named)
      : repositories.find(({ environments }) =>
          environments?.includes(environment ?? ''),
        ) ?? repositories.find(({ name }) => name === environment);
  if (found) return found;
  if (typeof named === 'string' && named !== '')
    throw new InputError(`repository: "${named}" is not configured`);
  throw new InputError(
    environment
      ? `environment: no repository is configured for "${environment}"`
      : 'environment: is needed',
  );
}
