import { JsonSchema } from '../schema/JsonSchema';
import { objectSchema } from '../schema/objectMetaSchema';
import { ClusterObject } from '../types';
import {
  PrinterColumn,
  ResourceStrategy,
  ServedResource,
} from './ServedResource';

/** The part of a CustomResourceDefinition that is used. @internal */
export interface Definition {
  metadata: { name: string };
  spec: {
    group: string;
    scope: 'Namespaced' | 'Cluster';
    names: {
      kind: string;
      plural: string;
      singular?: string;
      listKind?: string;
      shortNames?: string[];
      categories?: string[];
    };
    versions: DefinitionVersion[];
    preserveUnknownFields?: boolean;
  };
}

/** @internal */
export interface DefinitionVersion {
  name: string;
  served: boolean;
  storage: boolean;
  deprecated?: boolean;
  deprecationWarning?: string;
  schema?: { openAPIV3Schema?: JsonSchema };
  subresources?: {
    status?: object;
    scale?: {
      specReplicasPath: string;
      statusReplicasPath: string;
      labelSelectorPath?: string;
    };
  };
  additionalPrinterColumns?: PrinterColumn[];
  selectableFields?: Array<{ jsonPath: string }>;
}

/** Verbs of a resource whose objects are stored. @internal */
export const STORED_VERBS = [
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'create',
  'update',
  'watch',
];

const AGE: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
};

const CUSTOM: ResourceStrategy = {
  nameRule: 'subdomain',
  countsGenerations: true,
  unconditionalUpdate: false,
  createOnUpdate: false,
  returnsDeleted: false,
  strategicMerge: false,
};

/** The resources that a CustomResourceDefinition stands for: one per served version. @internal */
export function resourcesFromDefinition(
  definition: ClusterObject | Definition,
  options: {
    custom: boolean;
    strategy?: Partial<ResourceStrategy>;
    conversions?: Record<string, ServedResource['conversion']>;
  } = {
    custom: true,
  },
): ServedResource[] {
  const { spec } = definition as Definition;
  const { names, group } = spec;
  const storage =
    spec.versions.find(version => version.storage) ?? spec.versions[0];
  const storedApiVersion = group ? `${group}/${storage.name}` : storage.name;
  return spec.versions
    .filter(version => version.served)
    .map(version => ({
      group,
      version: version.name,
      kind: names.kind,
      listKind: names.listKind ?? `${names.kind}List`,
      plural: names.plural,
      singular: names.singular ?? names.kind.toLowerCase(),
      shortNames: names.shortNames ?? [],
      categories: names.categories ?? [],
      namespaced: spec.scope === 'Namespaced',
      custom: options.custom,
      table: group ? `${names.plural}.${group}` : names.plural,
      storedApiVersion,
      schema: objectSchema(
        version.schema?.openAPIV3Schema ?? {
          'x-kubernetes-preserve-unknown-fields': true,
        },
      ),
      hasRules: JSON.stringify(version.schema ?? {}).includes(
        '"x-kubernetes-validations"',
      ),
      columns: version.additionalPrinterColumns?.length
        ? version.additionalPrinterColumns
        : [AGE],
      hasStatus: version.subresources?.status !== undefined,
      scale: version.subresources?.scale,
      selectableFields: Object.fromEntries(
        (version.selectableFields ?? []).map(({ jsonPath }) => [
          jsonPath.replace(/^\./, ''),
          jsonPath,
        ]),
      ),
      verbs: STORED_VERBS,
      deprecationWarning: deprecationOf(version, group, names.kind),
      strategy: { ...CUSTOM, ...options.strategy },
      conversion: options.conversions?.[version.name],
    }));
}

function deprecationOf(
  version: DefinitionVersion,
  group: string,
  kind: string,
): string | undefined {
  if (!version.deprecated) return undefined;
  return (
    version.deprecationWarning ??
    `${group}/${version.name} ${kind} is deprecated`
  );
}
