import { parseDocument } from 'yaml';
import {
  badRequest,
  StatusError,
  unsupportedMediaType,
} from '../errors/StatusError';
import { decodeProtobuf, PROTOBUF } from '../protobuf/decodeProtobuf';
import { JsonObject } from '../types';
import { duplicateFields } from './duplicateFields';

const LARGEST_BODY = 3 * 1024 * 1024;
const ACCEPTED =
  'application/json, application/yaml, application/vnd.kubernetes.protobuf';

/** A request's body. @internal */
export interface Body {
  value: unknown;
  /** Fields that were given twice. */
  duplicates: string[];
}

/**
 * Reads an object from a request in JSON or YAML.
 *
 * The server's own kinds may come in protobuf too.
 *
 * @throws StatusError 415 for another media type, 413 for more than 3 MiB, 400 for what cannot be parsed.
 * @internal
 */
export async function readObject(
  request: Request,
  kind: string,
): Promise<Body> {
  const type = mediaTypeOf(request);
  if (type === PROTOBUF)
    return { value: await readProtobuf(request), duplicates: [] };
  if (
    type !== '' &&
    type !== 'application/json' &&
    type !== 'application/yaml'
  ) {
    throw unsupportedMediaType(
      `the body of the request was in an unknown format - accepted media types include: ${ACCEPTED}`,
    );
  }
  const text = await readText(request);
  const body =
    type === 'application/yaml' ? parseYaml(text) : parseJson(text, kind);
  if (
    typeof body.value !== 'object' ||
    body.value === null ||
    Array.isArray(body.value)
  ) {
    throw unrecognized(
      kind,
      `json: cannot unmarshal ${kindOf(
        body.value,
      )} into Go value of type struct`,
      text,
    );
  }
  return body;
}

/** Reads a patch: JSON, or YAML for apply. @internal */
export async function readPatch(
  request: Request,
  isYaml: boolean,
): Promise<Body> {
  const text = await readText(request);
  if (isYaml) return parseYaml(text);
  try {
    return { value: JSON.parse(text), duplicates: duplicateFields(text) };
  } catch (error) {
    throw badRequest(`error decoding patch: ${(error as Error).message}`);
  }
}

/** Reads an optional body, as DELETE has it. @internal */
export async function readOptional(request: Request): Promise<JsonObject> {
  if (mediaTypeOf(request) === PROTOBUF) return readProtobuf(request);
  const text = await readText(request);
  if (!text.trim()) return {};
  const { value } =
    mediaTypeOf(request) === 'application/yaml'
      ? parseYaml(text)
      : parseJson(text, 'DeleteOptions');
  return value as JsonObject;
}

/** @internal */
export function mediaTypeOf(request: Request): string {
  const [type] = (request.headers.get('content-type') ?? '').split(';');
  return type.trim().toLowerCase();
}

async function readProtobuf(request: Request): Promise<JsonObject> {
  const bytes = Buffer.from(await request.arrayBuffer());
  return bytes.length === 0 ? {} : decodeProtobuf(bytes);
}

async function readText(request: Request): Promise<string> {
  const text = await request.text();
  if (text.length > LARGEST_BODY) {
    throw new StatusError(
      413,
      'RequestEntityTooLarge',
      `Request entity too large: limit is ${LARGEST_BODY}`,
    );
  }
  return text;
}

function parseJson(text: string, kind: string): Body {
  try {
    return { value: JSON.parse(text), duplicates: duplicateFields(text) };
  } catch (error) {
    if (text.trim() === '')
      throw unrecognized(
        kind,
        'json parse error: unexpected end of JSON input',
        '<empty>',
      );
    throw unrecognized(
      kind,
      `json parse error: ${(error as Error).message}`,
      text,
    );
  }
}

function parseYaml(text: string): Body {
  const document = parseDocument(text, { uniqueKeys: false });
  const [problem] = document.errors;
  if (problem)
    throw badRequest(
      `error decoding YAML: error converting YAML to JSON: ${problem.message}`,
    );
  return { value: document.toJS(), duplicates: [] };
}

function unrecognized(
  kind: string,
  problem: string,
  text: string,
): StatusError {
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; ${problem} (${text.slice(
      0,
      100,
    )})`,
  );
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
