import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { compareVersions } from './ResourceRegistry';
import { eventCells, eventConversion, prepareEvent } from './events';
import { kindsPath } from './kindsPath';
import { Definition, resourcesFromDefinition } from './fromDefinition';
import { ResourceStrategy, ServedResource } from './ServedResource';
import {
  defaultNamespace,
  defaultDefinition,
  defaultSecret,
  defaultService,
  prepareNamespace,
  servicePreparer,
} from './serverDefaults';
import {
  deploymentCells,
  dataCell,
  serviceCells,
} from '../tables/builtInCells';
import { validateDefinition } from './validateDefinition';
import { arrayOrEmpty, objectOrEmpty } from '../types';

const STORED: Partial<ResourceStrategy> = {
  countsGenerations: false,
  unconditionalUpdate: true,
  strategicMerge: true,
};
const COUNTED: Partial<ResourceStrategy> = { countsGenerations: true };
const VERSIONED: Partial<ResourceStrategy> = {
  countsGenerations: true,
  unconditionalUpdate: false,
};

const BINDING: Partial<ResourceStrategy> = {
  nameRule: 'pathSegment',
  createOnUpdate: true,
  cells: {
    Role: object => {
      const { kind, name } = objectOrEmpty(object.roleRef);
      return `${kind}/${name}`;
    },
  },
};

let definitions: Definition[] | undefined;

/** The API server's own resources, fresh ones for each cluster. @internal */
export function builtInResources(): ServedResource[] {
  definitions ??= parse(readFileSync(kindsPath('built-in.yaml'), 'utf8'), {
    maxAliasCount: -1,
  }) as Definition[];
  const strategies = strategiesOf();
  const resources = definitions.flatMap(definition => {
    const { group, names } = definition.spec;
    const table = group ? `${names.plural}.${group}` : names.plural;
    return resourcesFromDefinition(definition, {
      custom: false,
      strategy: { ...STORED, ...strategies[table] },
    });
  });
  return resources
    .map(adapted)
    .sort((left, right) => compareVersions(left.version, right.version));
}

/** Reviews are only made; events are one kind under two groups. */
function adapted(resource: ServedResource): ServedResource {
  if (
    ['authentication.k8s.io', 'authorization.k8s.io'].includes(resource.group)
  ) {
    return { ...resource, verbs: ['create'] };
  }
  if (resource.table !== 'events.events.k8s.io') return resource;
  return {
    ...resource,
    table: 'events',
    storedApiVersion: 'v1',
    conversion: eventConversion,
  };
}

function strategiesOf(): Record<string, Partial<ResourceStrategy>> {
  return {
    namespaces: {
      nameRule: 'label',
      defaults: defaultNamespace,
      prepare: prepareNamespace,
    },
    configmaps: {
      cells: {
        Data: object => dataCell(object.data) + dataCell(object.binaryData),
      },
    },
    secrets: {
      defaults: defaultSecret,
      cells: { Data: object => dataCell(object.data) },
    },
    services: {
      nameRule: 'serviceName',
      createOnUpdate: true,
      returnsDeleted: true,
      defaults: defaultService,
      prepare: servicePreparer(),
      cells: serviceCells,
    },
    endpoints: { createOnUpdate: true },
    serviceaccounts: { returnsDeleted: true },
    pods: { returnsDeleted: true },
    events: { createOnUpdate: true, prepare: prepareEvent, cells: eventCells },
    'events.events.k8s.io': {
      createOnUpdate: true,
      prepare: prepareEvent,
      cells: eventCells,
    },
    'leases.coordination.k8s.io': {
      createOnUpdate: true,
      unconditionalUpdate: false,
    },
    'deployments.apps': { ...COUNTED, cells: deploymentCells },
    'replicasets.apps': COUNTED,
    'statefulsets.apps': COUNTED,
    'daemonsets.apps': COUNTED,
    'ingresses.networking.k8s.io': COUNTED,
    'networkpolicies.networking.k8s.io': COUNTED,
    'poddisruptionbudgets.policy': VERSIONED,
    'roles.rbac.authorization.k8s.io': {
      nameRule: 'pathSegment',
      createOnUpdate: true,
    },
    'clusterroles.rbac.authorization.k8s.io': {
      nameRule: 'pathSegment',
      createOnUpdate: true,
    },
    'rolebindings.rbac.authorization.k8s.io': BINDING,
    'clusterrolebindings.rbac.authorization.k8s.io': BINDING,
    'validatingadmissionpolicies.admissionregistration.k8s.io': {
      ...VERSIONED,
      cells: {
        Validations: object =>
          arrayOrEmpty(objectOrEmpty(object.spec).validations).length,
        ParamKind: object => {
          const { apiVersion, kind } = objectOrEmpty(
            objectOrEmpty(object.spec).paramKind,
          );
          return kind ? `${apiVersion}/${kind}` : '<unset>';
        },
      },
    },
    'validatingadmissionpolicybindings.admissionregistration.k8s.io': {
      ...VERSIONED,
      cells: {
        ParamRef: object => {
          const { namespace, name } = objectOrEmpty(
            objectOrEmpty(object.spec).paramRef,
          );
          if (!name) return '<unset>';
          return namespace ? `${namespace}/${name}` : `*/${name}`;
        },
      },
    },
    'validatingwebhookconfigurations.admissionregistration.k8s.io': VERSIONED,
    'mutatingwebhookconfigurations.admissionregistration.k8s.io': VERSIONED,
    'customresourcedefinitions.apiextensions.k8s.io': {
      ...VERSIONED,
      defaults: defaultDefinition,
      validate: validateDefinition,
      cells: { 'Created At': object => object.metadata.creationTimestamp },
    },
  };
}
