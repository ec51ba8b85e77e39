import { FieldError } from '../errors/FieldError';
import { JsonSchema } from '../schema/JsonSchema';
import { NameRule } from '../schema/names';
import { ClusterObject, JsonObject } from '../types';

/** A column of `kubectl get`. @internal */
export interface PrinterColumn {
  name: string;
  type: 'integer' | 'number' | 'string' | 'boolean' | 'date';
  jsonPath: string;
  format?: string;
  description?: string;
  /** Columns with a priority above 0 are shown by `-o wide` only. */
  priority?: number;
}

/** How the API server treats the objects of a resource beyond its schema. @internal */
export interface ResourceStrategy {
  /** Which rule names follow. */
  nameRule: NameRule;
  /** Whether the server counts generations: custom resources and a few of its own kinds. */
  countsGenerations: boolean;
  /** Whether PUT without `metadata.resourceVersion` is allowed. */
  unconditionalUpdate: boolean;
  /** Whether PUT makes an object that is not there. */
  createOnUpdate: boolean;
  /** Whether DELETE answers the object instead of a Status. */
  returnsDeleted: boolean;
  /** Whether strategic merge patches are accepted: the server's own kinds only. */
  strategicMerge: boolean;
  /** Defaults that no schema gives; they belong to the manager who wrote the object. Changes `object`. */
  defaults?: (object: ClusterObject) => void;
  /** Sets what the server sets. Changes `object`. */
  prepare?: (
    object: ClusterObject,
    old: ClusterObject | undefined,
    subresource?: string,
  ) => void;
  /** Checks beyond the schema. */
  validate?: (
    object: ClusterObject,
    old: ClusterObject | undefined,
  ) => FieldError[];
  /** Cells of a table that no JSONPath gives, by column name. */
  cells?: Record<string, (object: ClusterObject, now: number) => unknown>;
}

/** One resource in one version, as it is served. @internal */
export interface ServedResource {
  group: string;
  version: string;
  kind: string;
  listKind: string;
  plural: string;
  singular: string;
  shortNames: string[];
  categories: string[];
  namespaced: boolean;
  /** Whether a CustomResourceDefinition made it. */
  custom: boolean;
  /** Where the objects are stored; all versions of a kind share it. */
  table: string;
  /** `apiVersion` under which objects are stored. */
  storedApiVersion: string;
  /** The schema of whole objects. */
  schema: JsonSchema;
  /** Whether the schema has rules in CEL anywhere. */
  hasRules: boolean;
  columns: PrinterColumn[];
  hasStatus: boolean;
  scale?: {
    specReplicasPath: string;
    statusReplicasPath: string;
    labelSelectorPath?: string;
  };
  /** Field selectors beyond `metadata.name` and `metadata.namespace`: label and JSONPath. */
  selectableFields: Record<string, string>;
  /** Verbs; fewer for reviews. */
  verbs: string[];
  deprecationWarning?: string;
  strategy: ResourceStrategy;
  /** Turns a stored object into this version's form, and back. Absent: only `apiVersion` differs. */
  conversion?: {
    toServed(object: ClusterObject): ClusterObject;
    toStored(object: JsonObject): JsonObject;
  };
}

/** @internal */
export function groupVersion(resource: {
  group: string;
  version: string;
}): string {
  return resource.group
    ? `${resource.group}/${resource.version}`
    : resource.version;
}

const servedForms = new WeakMap<
  ClusterObject,
  Map<ServedResource, ClusterObject>
>();

/** The stored object in this version's form; the same object for the same input. @internal */
export function asServed(
  resource: ServedResource,
  stored: ClusterObject,
): ClusterObject {
  if (!resource.conversion && stored.apiVersion === groupVersion(resource))
    return stored;
  let forms = servedForms.get(stored);
  if (!forms) {
    forms = new Map();
    servedForms.set(stored, forms);
  }
  let served = forms.get(resource);
  if (!served) {
    served = resource.conversion?.toServed(stored) ?? {
      ...stored,
      apiVersion: groupVersion(resource),
    };
    forms.set(resource, served);
  }
  return served;
}

/** An object of this version in the form it is stored in. @internal */
export function asStored(
  resource: ServedResource,
  object: ClusterObject,
): ClusterObject {
  const stored = (resource.conversion?.toStored(object) ??
    object) as ClusterObject;
  return { ...stored, apiVersion: resource.storedApiVersion };
}

/** The key of an object in its table. @internal */
export function objectKey(
  resource: { namespaced: boolean },
  namespace: string | undefined,
  name: string,
): string {
  return resource.namespaced ? `${namespace}/${name}` : name;
}
