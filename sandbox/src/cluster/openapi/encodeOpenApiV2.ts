import { stringify } from 'yaml';
import {
  arrayOrEmpty,
  isJsonObject,
  JsonObject,
  objectOrEmpty,
} from '../types';
import {
  doubleField,
  flagField,
  integerField,
  join,
  Message,
  messageField,
  textField,
} from './protobuf';

/** The media types under which clients ask for OpenAPI 2 in protobuf; answers come under the first. @internal */
export const OPENAPI_V2_PROTOBUF = [
  'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
  'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
];

/**
 * OpenAPI 2 in the protobuf form of gnostic (`openapi.v2.Document`), the only one that client-go's discovery asks for.
 * Field numbers are those of OpenAPIv2.proto.
 *
 * @internal
 */
export function encodeOpenApiV2(document: JsonObject): Uint8Array<ArrayBuffer> {
  const info = objectOrEmpty(document.info);
  const bytes = join([
    textField(1, document.swagger),
    messageField(2, [textField(1, info.title), textField(2, info.version)]),
    messageField(
      8,
      named(document.paths, 2, path => pathItem(path)),
    ),
    messageField(
      9,
      named(document.definitions, 1, definition => schema(definition)),
    ),
  ]);
  return new Uint8Array(bytes);
}

function pathItem(path: JsonObject): Message {
  const methods = { get: 2, put: 3, post: 4, delete: 5, patch: 8 };
  return [
    ...Object.entries(methods).map(([method, field]) =>
      isJsonObject(path[method])
        ? messageField(field, operation(path[method]))
        : undefined,
    ),
    ...arrayOrEmpty(path.parameters).map(entry =>
      messageField(9, parameter(objectOrEmpty(entry))),
    ),
  ];
}

function operation(value: JsonObject): Message {
  return [
    textField(5, value.operationId),
    ...arrayOrEmpty(value.produces).map(type => textField(6, type)),
    ...arrayOrEmpty(value.consumes).map(type => textField(7, type)),
    ...arrayOrEmpty(value.parameters).map(entry =>
      messageField(8, parameter(objectOrEmpty(entry))),
    ),
    messageField(
      9,
      named(value.responses, 1, response => [
        messageField(1, [
          textField(1, response.description),
          messageField(2, [
            messageField(1, schema(objectOrEmpty(response.schema))),
          ]),
        ]),
      ]),
    ),
    ...extensions(value, 13),
  ];
}

function parameter(value: JsonObject): Message {
  if (value.in === 'body') {
    const body: Message = [
      textField(2, value.name),
      textField(3, 'body'),
      flagField(4, value.required),
      messageField(5, schema(objectOrEmpty(value.schema))),
    ];
    return [messageField(1, [messageField(1, body)])];
  }
  const isPath = value.in === 'path';
  const plain: Message = [
    flagField(1, value.required),
    textField(2, value.in),
    textField(4, value.name),
    textField(isPath ? 5 : 6, value.type),
  ];
  return [
    messageField(1, [messageField(2, [messageField(isPath ? 4 : 3, plain)])]),
  ];
}

function schema(value: JsonObject): Message {
  const { additionalProperties } = value;
  return [
    textField(1, value.$ref),
    textField(2, value.format),
    textField(3, value.title),
    textField(4, value.description),
    value.default === undefined
      ? undefined
      : messageField(5, any(value.default)),
    doubleField(6, value.multipleOf),
    doubleField(7, value.maximum),
    flagField(8, value.exclusiveMaximum),
    doubleField(9, value.minimum),
    flagField(10, value.exclusiveMinimum),
    integerField(11, value.maxLength),
    integerField(12, value.minLength),
    textField(13, value.pattern),
    integerField(14, value.maxItems),
    integerField(15, value.minItems),
    flagField(16, value.uniqueItems),
    integerField(17, value.maxProperties),
    integerField(18, value.minProperties),
    ...arrayOrEmpty(value.required).map(field => textField(19, field)),
    ...arrayOrEmpty(value.enum).map(entry => messageField(20, any(entry))),
    typeof additionalProperties === 'boolean'
      ? messageField(21, [flagField(2, additionalProperties)])
      : undefined,
    isJsonObject(additionalProperties)
      ? messageField(21, [messageField(1, schema(additionalProperties))])
      : undefined,
    value.type === undefined
      ? undefined
      : messageField(22, [textField(1, value.type)]),
    isJsonObject(value.items)
      ? messageField(23, [messageField(1, schema(value.items))])
      : undefined,
    ...arrayOrEmpty(value.allOf).map(part =>
      messageField(24, schema(objectOrEmpty(part))),
    ),
    isJsonObject(value.properties)
      ? messageField(
          25,
          named(value.properties, 1, property => schema(property)),
        )
      : undefined,
    ...extensions(value, 31),
  ];
}

/** Entries of a map as repeated `{ name, value }`. */
function named(
  map: unknown,
  field: number,
  encode: (value: JsonObject) => Message,
): Message {
  return Object.entries(objectOrEmpty(map)).map(([name, value]) =>
    messageField(field, [
      textField(1, name),
      messageField(2, encode(objectOrEmpty(value))),
    ]),
  );
}

function extensions(value: JsonObject, field: number): Message {
  return Object.keys(value)
    .filter(key => key.startsWith('x-'))
    .map(key =>
      messageField(field, [
        textField(1, key),
        messageField(2, any(value[key])),
      ]),
    );
}

/** `Any` carries YAML. */
function any(value: unknown): Message {
  return [textField(2, stringify(value))];
}
