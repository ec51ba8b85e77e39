import { JsonObject } from '../types';

/** A cause inside `Status.details.causes`. @public */
export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

/** @internal */
export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

/**
 * An answer of the API server that is not a success; `body()` is the `kind: Status` document that goes over the wire.
 *
 * @public
 */
export class StatusError extends Error {
  override readonly name = 'StatusError';

  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly details?: StatusDetails,
    /** Where a list can go on although its beginning is forgotten. */
    readonly continueToken?: string,
  ) {
    super(message);
  }

  body(): JsonObject {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.continueToken ? { continue: this.continueToken } : {},
      status: 'Failure',
      message: this.message,
      ...(this.reason ? { reason: this.reason } : {}),
      ...(this.details ? { details: this.details } : {}),
      code: this.code,
    };
  }
}

/** The group and plural name of a resource, for messages. @internal */
export interface ResourceName {
  group: string;
  plural: string;
}

/** The group and kind of an object, for messages. @internal */
export interface KindName {
  group: string;
  kind: string;
}

/** `gateways.gateway.networking.k8s.io`; without a dot for the core group. @internal */
export function qualifiedResource(resource: ResourceName): string {
  return resource.group
    ? `${resource.plural}.${resource.group}`
    : resource.plural;
}

/** @internal */
export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

/** @internal */
export function notFound(resource: ResourceName, name: string): StatusError {
  return new StatusError(
    404,
    'NotFound',
    `${qualifiedResource(resource)} "${name}" not found`,
    {
      name,
      group: resource.group || undefined,
      kind: resource.plural,
    },
  );
}

/** The answer for a path that nothing is served at. @internal */
export function pathNotFound(): StatusError {
  return new StatusError(
    404,
    'NotFound',
    'the server could not find the requested resource',
    {},
  );
}

/** @internal */
export function methodNotAllowed(): StatusError {
  return new StatusError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}

/** @internal */
export function alreadyExists(
  resource: ResourceName,
  name: string,
): StatusError {
  return new StatusError(
    409,
    'AlreadyExists',
    `${qualifiedResource(resource)} "${name}" already exists`,
    {
      name,
      group: resource.group || undefined,
      kind: resource.plural,
    },
  );
}

/** @internal */
export function conflict(
  resource: ResourceName,
  name: string,
  cause: string,
): StatusError {
  return new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualifiedResource(
      resource,
    )} "${name}": ${cause}`,
    { name, group: resource.group || undefined, kind: resource.plural },
  );
}

/** The text of a lost race on `metadata.resourceVersion`. @internal */
export const MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

/** @internal */
export function forbidden(
  resource: ResourceName,
  name: string,
  cause: string,
  causes?: StatusCause[],
): StatusError {
  const subject = name
    ? `${qualifiedResource(resource)} "${name}" is forbidden`
    : `${qualifiedResource(resource)} is forbidden`;
  return new StatusError(403, 'Forbidden', `${subject}: ${cause}`, {
    name: name || undefined,
    group: resource.group || undefined,
    kind: resource.plural,
    causes,
  });
}

/** @internal */
export function unauthorized(): StatusError {
  return new StatusError(401, 'Unauthorized', 'Unauthorized');
}

/** @internal */
export function expired(message: string, continueToken?: string): StatusError {
  return new StatusError(410, 'Expired', message, undefined, continueToken);
}

/** @internal */
export function unsupportedMediaType(message: string): StatusError {
  return new StatusError(415, 'UnsupportedMediaType', message);
}

/** @internal */
export function notAcceptable(accepted: string): StatusError {
  return new StatusError(
    406,
    'NotAcceptable',
    `only the following media types are accepted: ${accepted}`,
  );
}

/** @internal */
export function internalError(message: string): StatusError {
  return new StatusError(
    500,
    'InternalError',
    `Internal error occurred: ${message}`,
    {
      causes: [{ message }],
    },
  );
}
