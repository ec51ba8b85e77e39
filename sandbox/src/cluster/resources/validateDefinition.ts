import { compileExpression, evaluationProblem } from '../cel/compileExpression';
import { FieldError, invalidField, requiredField } from '../errors/FieldError';
import { JsonSchema } from '../schema/JsonSchema';
import { ClusterObject } from '../types';
import { Definition, DefinitionVersion } from './fromDefinition';

/** Checks a CustomResourceDefinition beyond its schema. @internal */
export function validateDefinition(
  object: ClusterObject,
  old?: ClusterObject,
): FieldError[] {
  const { spec } = object as unknown as Definition;
  if (!spec?.names || !Array.isArray(spec.versions)) return [];
  return [
    ...(old ? [] : nameErrors(object.metadata.name, spec)),
    ...immutableErrors(spec, (old as unknown as Definition | undefined)?.spec),
    ...versionErrors(spec.versions),
  ];
}

function nameErrors(name: string, spec: Definition['spec']): FieldError[] {
  const expected = `${spec.names.plural}.${spec.group}`;
  return name === expected
    ? []
    : [
        invalidField(
          'metadata.name',
          name,
          `must be spec.names.plural+"."+spec.group`,
        ),
      ];
}

function immutableErrors(
  spec: Definition['spec'],
  old: Definition['spec'] | undefined,
): FieldError[] {
  if (!old) return [];
  return [
    ...(spec.group === old.group
      ? []
      : [invalidField('spec.group', spec.group, 'field is immutable')]),
    ...(spec.scope === old.scope
      ? []
      : [invalidField('spec.scope', spec.scope, 'field is immutable')]),
    ...(spec.names.plural === old.names.plural
      ? []
      : [
          invalidField(
            'spec.names.plural',
            spec.names.plural,
            'field is immutable',
          ),
        ]),
  ];
}

function versionErrors(versions: DefinitionVersion[]): FieldError[] {
  const stored = versions.filter(version => version.storage).length;
  return [
    ...(stored === 1
      ? []
      : [
          invalidField(
            'spec.versions',
            versions.map(version => version.name),
            'must have exactly one version marked as storage version',
          ),
        ]),
    ...versions.flatMap((version, index) =>
      schemaErrors(version, `spec.versions[${index}].schema.openAPIV3Schema`),
    ),
  ];
}

function schemaErrors(version: DefinitionVersion, path: string): FieldError[] {
  const schema = version.schema?.openAPIV3Schema;
  if (!schema) return [requiredField(path, 'schemas are required')];
  if (schema.type !== 'object') {
    const at = `${path}.type`;
    return schema.type
      ? [invalidField(at, schema.type, 'must be object at the root')]
      : [requiredField(at, 'must not be empty at the root')];
  }
  return ruleErrors(schema, path);
}

/** Rules must at least be readable. */
function ruleErrors(schema: JsonSchema, path: string): FieldError[] {
  const own = (schema['x-kubernetes-validations'] ?? []).flatMap(
    ({ rule }, index) => {
      try {
        compileExpression(rule);
        return [];
      } catch (error) {
        const at = `${path}.x-kubernetes-validations[${index}].rule`;
        return [
          invalidField(
            at,
            rule,
            `compilation failed: ${evaluationProblem(error)}`,
          ),
        ];
      }
    },
  );
  const properties = Object.entries(schema.properties ?? {}).flatMap(
    ([name, part]) => ruleErrors(part, `${path}.properties[${name}]`),
  );
  const items = schema.items ? ruleErrors(schema.items, `${path}.items`) : [];
  const values =
    typeof schema.additionalProperties === 'object'
      ? ruleErrors(schema.additionalProperties, `${path}.additionalProperties`)
      : [];
  return [...own, ...properties, ...items, ...values];
}
