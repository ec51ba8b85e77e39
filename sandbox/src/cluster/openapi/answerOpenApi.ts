import { createHash } from 'node:crypto';
import { ResourceRegistry } from '../resources/ResourceRegistry';
import { JsonObject } from '../types';
import { answer } from '../requests/answers';
import { negotiate } from '../requests/negotiate';
import type { Call } from '../requests/RequestHandler';
import { openApiV2 } from './openApiV2';
import { openApiV3 } from './openApiV3';
import { encodeOpenApiV2, OPENAPI_V2_PROTOBUF } from './encodeOpenApiV2';

/** Documents by path; forgotten when the registry changes. */
interface Documents {
  revision: number;
  byPath: Map<string, string>;
  protobuf?: Uint8Array<ArrayBuffer>;
}

const cached = new WeakMap<ResourceRegistry, Documents>();

/** Answers `/openapi/v2`, `/openapi/v3` and below; `undefined` for other paths. @internal */
export function answerOpenApi(call: Call, path: string): Response | undefined {
  const { registry } = call.context;
  const accept = call.request.headers.get('accept');
  if (path === '/openapi/v2') {
    const wanted = (accept ?? '').split(',')[0].split(';')[0].trim();
    if (OPENAPI_V2_PROTOBUF.includes(wanted)) return protobufAnswer(registry);
    return answer(
      document(registry, path, () => openApiV2(registry)),
      { form: negotiate(accept) },
    );
  }
  if (path === '/openapi/v3')
    return answer(
      document(registry, path, () => index(registry)),
      { form: negotiate(accept) },
    );
  if (!path.startsWith('/openapi/v3/')) return undefined;
  const found = groupVersions(registry).find(
    entry => `/openapi/v3/${entry.path}` === path,
  );
  if (!found) return undefined;
  const json = document(registry, path, () =>
    openApiV3(registry, found.group, found.version),
  );
  return answer(json, { form: negotiate(accept) });
}

function protobufAnswer(registry: ResourceRegistry): Response {
  const documents = documentsOf(registry);
  documents.protobuf ??= encodeOpenApiV2(openApiV2(registry));
  return new Response(documents.protobuf, {
    headers: { 'content-type': OPENAPI_V2_PROTOBUF[0] },
  });
}

function index(registry: ResourceRegistry): JsonObject {
  const hash = createHash('sha256')
    .update(String(registry.revision))
    .digest('hex')
    .slice(0, 16)
    .toUpperCase();
  return {
    paths: Object.fromEntries(
      groupVersions(registry).map(({ path }) => [
        path,
        { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` },
      ]),
    ),
  };
}

function groupVersions(
  registry: ResourceRegistry,
): Array<{ path: string; group: string; version: string }> {
  return registry.groups().flatMap(({ name, versions }) =>
    versions.map(version => ({
      path: name ? `apis/${name}/${version}` : `api/${version}`,
      group: name,
      version,
    })),
  );
}

function document(
  registry: ResourceRegistry,
  path: string,
  make: () => JsonObject,
): string {
  const { byPath } = documentsOf(registry);
  let json = byPath.get(path);
  if (json === undefined) {
    json = JSON.stringify(make());
    byPath.set(path, json);
  }
  return json;
}

function documentsOf(registry: ResourceRegistry): Documents {
  let documents = cached.get(registry);
  if (documents?.revision !== registry.revision) {
    documents = { revision: registry.revision, byPath: new Map() };
    cached.set(registry, documents);
  }
  return documents;
}
