import { badRequest, methodNotAllowed } from '../errors/StatusError';
import { ServedResource } from '../resources/ServedResource';
import { JsonObject, objectOrEmpty, User } from '../types';
import { answer } from '../requests/answers';
import { readObject } from '../requests/readBody';
import type { ResourceCall } from '../requests/RequestHandler';
import { AccessControl } from './AccessControl';

const REVIEWS = [
  'selfsubjectaccessreviews.authorization.k8s.io',
  'localsubjectaccessreviews.authorization.k8s.io',
  'subjectaccessreviews.authorization.k8s.io',
  'selfsubjectrulesreviews.authorization.k8s.io',
  'selfsubjectreviews.authentication.k8s.io',
  'tokenreviews.authentication.k8s.io',
];

/** Reviews are questions: they are answered and never stored. @internal */
export function isReview(resource: ServedResource): boolean {
  return REVIEWS.includes(resource.table);
}

/** @internal */
export async function answerReview(
  call: ResourceCall,
  access: AccessControl,
): Promise<Response> {
  if (call.info.verb !== 'create') throw methodNotAllowed();
  const body = (await readObject(call.request, call.resource.kind))
    .value as JsonObject;
  const spec = objectOrEmpty(body.spec);
  return answer(
    {
      kind: call.resource.kind,
      apiVersion:
        body.apiVersion ?? `${call.resource.group}/${call.resource.version}`,
      metadata: objectOrEmpty(body.metadata),
      ...(body.spec === undefined ? {} : { spec }),
      status: statusOf(call, spec, access),
    },
    { status: 201 },
  );
}

function statusOf(
  call: ResourceCall,
  spec: JsonObject,
  access: AccessControl,
): JsonObject {
  switch (call.resource.plural) {
    case 'selfsubjectaccessreviews':
      return { allowed: access.isAllowed(call.user, attributesOf(spec)) };
    case 'subjectaccessreviews':
    case 'localsubjectaccessreviews': {
      const user: User = {
        name: String(spec.user ?? ''),
        groups: (spec.groups as string[] | undefined) ?? [],
      };
      return { allowed: access.isAllowed(user, attributesOf(spec)) };
    }
    case 'selfsubjectreviews':
      return {
        userInfo: { username: call.user.name, groups: call.user.groups },
      };
    case 'tokenreviews': {
      const user = access.userOfToken(String(spec.token ?? ''));
      if (!user) return { authenticated: false, error: 'invalid bearer token' };
      return {
        authenticated: true,
        user: { username: user.name, groups: user.groups },
      };
    }
    default:
      return rulesOf(call, access);
  }
}

function attributesOf(spec: JsonObject) {
  const resource = objectOrEmpty(spec.resourceAttributes);
  const path = objectOrEmpty(spec.nonResourceAttributes);
  if (!spec.resourceAttributes && !spec.nonResourceAttributes) {
    throw badRequest(
      'exactly one of nonResourceAttributes or resourceAttributes must be specified',
    );
  }
  if (spec.nonResourceAttributes) {
    return {
      verb: String(path.verb ?? ''),
      group: '',
      resource: '',
      name: String(path.path ?? ''),
    };
  }
  const plural = String(resource.resource ?? '');
  return {
    verb: String(resource.verb ?? ''),
    group: String(resource.group ?? ''),
    resource: resource.subresource
      ? `${plural}/${resource.subresource}`
      : plural,
    namespace: (resource.namespace as string | undefined) || undefined,
    name: (resource.name as string | undefined) || undefined,
  };
}

/** Rights are functions here, so the list is made by asking for every verb of every resource. */
function rulesOf(call: ResourceCall, access: AccessControl): JsonObject {
  const { registry } = call.context;
  const namespace = 'default';
  const resourceRules = registry.all().flatMap(resource => {
    const names = [
      resource.plural,
      ...(resource.hasStatus ? [`${resource.plural}/status`] : []),
    ];
    return names.flatMap(name => {
      const verbs = resource.verbs.filter(verb =>
        access.isAllowed(call.user, {
          verb,
          group: resource.group,
          resource: name,
          namespace: resource.namespaced ? namespace : undefined,
        }),
      );
      return verbs.length > 0
        ? [{ verbs, apiGroups: [resource.group], resources: [name] }]
        : [];
    });
  });
  return { resourceRules, nonResourceRules: [], incomplete: false };
}
