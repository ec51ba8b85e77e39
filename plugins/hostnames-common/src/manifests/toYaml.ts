import { Document } from 'yaml';
import { KubernetesManifest } from './KubernetesManifest';

/**
 * Writes manifests as one YAML stream, a document each, keys in the order of the objects. Equal manifests give equal bytes.
 * Texts that a YAML 1.1 reader (kubectl, Flux, Argo CD) would take for something else are quoted; there are no anchors.
 *
 * @public
 */
export function toYaml(manifests: KubernetesManifest[]): string {
  return manifests
    .map(manifest =>
      new Document(withoutUndefined(manifest), {
        aliasDuplicateObjects: false,
        compat: 'yaml-1.1',
        merge: false,
      }).toString({ lineWidth: 0, indentSeq: true }),
    )
    .join('---\n');
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => [key, withoutUndefined(each)]),
  );
}
