import { HostnameDetail } from '@hostmaster/backstage-plugin-hostnames-common';
import { stringify } from 'yaml';
import { SeenObject } from '../ReconcilerPort';

/** kubectl keeps a copy of the whole object here. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const LONGEST_YAML = 100_000;

/** Objects as YAML, without bookkeeping. Secrets never, whoever asks. */
export function objectYaml(objects: SeenObject[]): HostnameDetail['objects'] {
  return objects
    .filter(object => object.kind !== 'Secret')
    .map(object => ({
      kind: object.kind,
      namespace: object.metadata.namespace,
      name: object.metadata.name,
      yaml: bounded(
        stringify(withoutBookkeeping(object), {
          lineWidth: 0,
          aliasDuplicateObjects: false,
        }),
      ),
    }));
}

function withoutBookkeeping(object: SeenObject): SeenObject {
  const { managedFields, annotations, ...metadata } =
    object.metadata as SeenObject['metadata'] & {
      managedFields?: unknown;
      annotations?: Record<string, string>;
    };
  const { [LAST_APPLIED]: lastApplied, ...kept } = annotations ?? {};
  const { apiVersion, kind, ...rest } = object;
  return {
    apiVersion,
    kind,
    ...rest,
    metadata: {
      ...metadata,
      ...(Object.keys(kept).length > 0 ? { annotations: kept } : {}),
    },
  };
}

function bounded(yaml: string): string {
  if (yaml.length <= LONGEST_YAML) return yaml;
  return `${yaml.slice(
    0,
    LONGEST_YAML,
  )}\n# cut here: the object is longer than ${LONGEST_YAML} characters\n`;
}
