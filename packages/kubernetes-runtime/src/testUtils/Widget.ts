import { KubernetesObject } from '../client/types';
import { resourceKind } from '../client/resourceKind';

/** An object without meaning, for tests. @internal */
export interface Widget extends KubernetesObject {
  spec?: { size?: number; colors?: string[] };
}

/** @internal */
export const widgetKind = resourceKind<Widget>({
  group: 'example.org',
  version: 'v1',
  kind: 'Widget',
  plural: 'widgets',
  namespaced: true,
});

/** @internal */
export function widget(
  name: string,
  spec: Widget['spec'] = {},
  namespace = 'shop',
): Widget {
  return {
    apiVersion: 'example.org/v1',
    kind: 'Widget',
    metadata: { namespace, name },
    spec,
  };
}
