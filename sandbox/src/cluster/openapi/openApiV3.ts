import { ResourceRegistry } from '../resources/ResourceRegistry';
import { ServedResource } from '../resources/ServedResource';
import { JsonObject } from '../types';
import {
  operationMarks,
  parameterType,
  patchMediaTypes,
  publishedPaths,
  PublishedOperation,
} from './operations';
import { PLAIN_SCHEMAS, resourceSchemas, schemaName } from './schemas';

const REFERENCE = '#/components/schemas/';

/** OpenAPI 3 of one group and version. @internal */
export function openApiV3(
  registry: ResourceRegistry,
  group: string,
  version: string,
): JsonObject {
  const resources = registry.inVersion(group, version);
  const schemas = Object.assign(
    {},
    PLAIN_SCHEMAS,
    ...resources.map(resource => resourceSchemas(resource, REFERENCE)),
  );
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.36.3' },
    paths: Object.fromEntries(resources.flatMap(pathEntries)),
    components: { schemas },
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
        schema: { type: 'string' },
      })),
    },
  ]);
}

function operationOf(
  resource: ServedResource,
  operation: PublishedOperation,
): JsonObject {
  const reference = { $ref: REFERENCE + schemaName(resource) };
  const content = (types: string[], schema: JsonObject) => ({
    content: Object.fromEntries(types.map(type => [type, { schema }])),
  });
  const body =
    operation.method === 'patch'
      ? content(patchMediaTypes(resource), {
          $ref: `${REFERENCE}io.k8s.apimachinery.pkg.apis.meta.v1.Patch`,
        })
      : content(['application/json', 'application/yaml'], reference);
  return {
    tags: [resource.group || 'core'],
    operationId: `${operation.action}${resource.group.replace(/\W/g, '')}${
      resource.version
    }${resource.kind}`,
    parameters: operation.parameters.map(name => ({
      name,
      in: 'query',
      schema: { type: parameterType(name), uniqueItems: true },
    })),
    ...(['post', 'put', 'patch'].includes(operation.method)
      ? { requestBody: body }
      : {}),
    responses: {
      '200': {
        description: 'OK',
        ...content(['application/json', 'application/yaml'], reference),
      },
    },
    ...operationMarks(resource, operation),
  };
}
