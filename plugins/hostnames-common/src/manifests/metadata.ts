import { annotations, KUBERNETES_ID_LABEL } from '../kinds';
import { KubernetesManifest } from './KubernetesManifest';

/** @internal */
export interface Provenance {
  owner?: string;
  component?: string;
  kubernetesId?: string;
  requestId?: string;
  pullRequestUrl?: string;
}

/**
 * Metadata with the labels and annotations that tie an object to its entity and pull request.
 *
 * @internal
 */
export function metadata(
  name: string,
  namespace: string,
  provenance: Provenance,
  further: Record<string, string> = {},
): KubernetesManifest['metadata'] {
  const { owner, component, kubernetesId, requestId, pullRequestUrl } =
    provenance;
  const notes = {
    ...(owner ? { [annotations.owner]: owner } : {}),
    ...(component ? { [annotations.component]: component } : {}),
    ...(requestId ? { [annotations.request]: requestId } : {}),
    ...(pullRequestUrl ? { [annotations.pullRequest]: pullRequestUrl } : {}),
    ...further,
  };
  return {
    name,
    namespace,
    ...(kubernetesId
      ? { labels: { [KUBERNETES_ID_LABEL]: kubernetesId } }
      : {}),
    ...(Object.keys(notes).length ? { annotations: notes } : {}),
  };
}
