import { ResourceRegistry } from '../resources/ResourceRegistry';
import { ServedResource } from '../resources/ServedResource';
import { isJsonObject, JsonObject } from '../types';
import {
  operationMarks,
  parameterType,
  patchMediaTypes,
  publishedPaths,
  PublishedOperation,
} from './operations';
import { PLAIN_SCHEMAS, resourceSchemas, schemaName } from './schemas';

const REFERENCE = '#/definitions/';

/** OpenAPI 2 of everything that is served. @internal */
export function openApiV2(registry: ResourceRegistry): JsonObject {
  const resources = registry.all();
  const definitions: JsonObject = Object.assign(
    {},
    PLAIN_SCHEMAS,
    ...resources.map(resource => resourceSchemas(resource, REFERENCE)),
  );
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: 'v1.36.3' },
    paths: Object.fromEntries(resources.flatMap(pathEntries)),
    definitions: Object.fromEntries(
      Object.entries(definitions).map(([name, schema]) => [
        name,
        swagger(schema),
      ]),
    ),
  };
}

function pathEntries(resource: ServedResource): Array<[string, JsonObject]> {
  return publishedPaths(resource).map(({ path, parameters, operations }) => [
    path,
    {
      ...Object.fromEntries(
        operations.map(operation => [
          operation.method,
          operationOf(resource, operation),
        ]),
      ),
      parameters: parameters.map(name => ({
        name,
        in: 'path',
        required: true,
        type: 'string',
        uniqueItems: true,
      })),
    },
  ]);
}

function operationOf(
  resource: ServedResource,
  operation: PublishedOperation,
): JsonObject {
  const schema = { $ref: REFERENCE + schemaName(resource) };
  const hasBody = ['post', 'put', 'patch'].includes(operation.method);
  return {
    operationId: `${operation.action}${resource.group.replace(/\W/g, '')}${
      resource.version
    }${resource.kind}`,
    consumes:
      operation.method === 'patch' ? patchMediaTypes(resource) : ['*/*'],
    produces: ['application/json', 'application/yaml'],
    parameters: [
      ...(hasBody
        ? [{ name: 'body', in: 'body', required: true, schema }]
        : []),
      ...operation.parameters.map(name => ({
        name,
        in: 'query',
        type: parameterType(name),
        uniqueItems: true,
      })),
    ],
    responses: { '200': { description: 'OK', schema } },
    ...operationMarks(resource, operation),
  };
}

/** OpenAPI 2 has neither combinations nor nullable, and a reference stands alone. */
function swagger(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(swagger);
  if (!isJsonObject(schema)) return schema;
  const {
    anyOf: _any,
    oneOf: _one,
    not: _not,
    nullable: _nullable,
    allOf,
    ...rest
  } = schema;
  const [reference] = Array.isArray(allOf) ? (allOf as JsonObject[]) : [];
  if (reference?.$ref) return { $ref: reference.$ref };
  const converted: JsonObject = {};
  for (const [field, value] of Object.entries(rest)) {
    converted[field] =
      field === 'default' || field === 'enum' ? value : swagger(value);
  }
  if (schema['x-kubernetes-int-or-string'])
    Object.assign(converted, { type: 'string', format: 'int-or-string' });
  return converted;
}
