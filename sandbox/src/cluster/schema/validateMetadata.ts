import {
  FieldError,
  forbiddenField,
  invalidField,
  requiredField,
} from '../errors/FieldError';
import { ClusterObject, ObjectMetadata } from '../types';
import {
  labelValueProblems,
  NameRule,
  nameProblems,
  qualifiedNameProblems,
} from './names';

/** All annotations of an object together. */
const ANNOTATION_BYTES = 256 * 1024;

/** Finalizers that are known without a domain in front. */
const PLAIN_FINALIZERS = ['orphan', 'foregroundDeletion', 'kubernetes'];

/** Checks `metadata` of an object that is created or replaces another one. @internal */
export function validateMetadata(
  metadata: ObjectMetadata,
  nameRule: NameRule,
): FieldError[] {
  return [
    ...nameErrors(metadata, nameRule),
    ...labelErrors(metadata),
    ...annotationErrors(metadata),
    ...ownerErrors(metadata),
    ...(metadata.finalizers ?? []).flatMap((finalizer, index) =>
      qualifiedNameProblems(finalizer).map(problem =>
        invalidField(`metadata.finalizers[${index}]`, finalizer, problem),
      ),
    ),
  ];
}

/** Checks what may not change from one version of an object to the next. @internal */
export function validateMetadataUpdate(
  metadata: ObjectMetadata,
  old: ObjectMetadata,
): FieldError[] {
  const immutable = (field: keyof ObjectMetadata) =>
    metadata[field] !== old[field]
      ? [
          invalidField(
            `metadata.${field}`,
            metadata[field],
            'field is immutable',
          ),
        ]
      : [];
  return [
    ...addedFinalizers(metadata, old),
    ...immutable('uid'),
    ...immutable('creationTimestamp'),
  ];
}

/** Warnings about metadata that works but should be better. @internal */
export function metadataWarnings(
  object: ClusterObject,
  old?: ClusterObject,
): string[] {
  return (object.metadata.finalizers ?? [])
    .filter(
      finalizer =>
        !finalizer.includes('/') && !PLAIN_FINALIZERS.includes(finalizer),
    )
    .filter(finalizer => !old?.metadata.finalizers?.includes(finalizer))
    .map(
      finalizer =>
        `metadata.finalizers: ${JSON.stringify(
          finalizer,
        )}: prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers`,
    );
}

function nameErrors(
  metadata: ObjectMetadata,
  nameRule: NameRule,
): FieldError[] {
  const { name, generateName } = metadata;
  const prefixErrors = generateName
    ? nameProblems(generateName.replace(/-$/, 'a'), nameRule).map(problem =>
        invalidField('metadata.generateName', generateName, problem),
      )
    : [];
  if (prefixErrors.length > 0) return prefixErrors;
  if (!name)
    return [requiredField('metadata.name', 'name or generateName is required')];
  return nameProblems(name, nameRule).map(problem =>
    invalidField('metadata.name', name, problem),
  );
}

function labelErrors(metadata: ObjectMetadata): FieldError[] {
  return Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => [
    ...qualifiedNameProblems(key).map(problem =>
      invalidField('metadata.labels', key, problem),
    ),
    ...labelValueProblems(value).map(problem =>
      invalidField('metadata.labels', value, problem),
    ),
  ]);
}

function annotationErrors(metadata: ObjectMetadata): FieldError[] {
  const entries = Object.entries(metadata.annotations ?? {});
  const size = entries.reduce(
    (sum, [key, value]) =>
      sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
  return [
    ...entries.flatMap(([key]) =>
      qualifiedNameProblems(key.toLowerCase()).map(problem =>
        invalidField('metadata.annotations', key, problem),
      ),
    ),
    ...(size > ANNOTATION_BYTES
      ? [
          {
            reason: 'FieldValueTooLong' as const,
            field: 'metadata.annotations',
            message: `Too long: may not be more than ${ANNOTATION_BYTES} bytes`,
          },
        ]
      : []),
  ];
}

function ownerErrors(metadata: ObjectMetadata): FieldError[] {
  const owners = metadata.ownerReferences ?? [];
  const missing = owners.flatMap(owner =>
    (['apiVersion', 'kind', 'name', 'uid'] as const)
      .filter(field => !owner[field])
      .map(field =>
        invalidField(
          `metadata.ownerReferences.${field}`,
          owner[field] ?? '',
          'must not be empty',
        ),
      ),
  );
  const controllers = owners.filter(owner => owner.controller);
  if (controllers.length < 2) return missing;
  return [
    ...missing,
    invalidField(
      'metadata.ownerReferences',
      owners,
      `Only one reference can have Controller set to true. Found "true" in references for ${controllers[0].kind}/${controllers[0].name} and ${controllers[1].kind}/${controllers[1].name}`,
    ),
  ];
}

function addedFinalizers(
  metadata: ObjectMetadata,
  old: ObjectMetadata,
): FieldError[] {
  if (!old.deletionTimestamp) return [];
  const added = (metadata.finalizers ?? []).filter(
    finalizer => !old.finalizers?.includes(finalizer),
  );
  if (added.length === 0) return [];
  const list = added.map(finalizer => JSON.stringify(finalizer)).join(', ');
  return [
    forbiddenField(
      'metadata.finalizers',
      `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`,
    ),
  ];
}
