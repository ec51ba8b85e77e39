import { AccessControl } from '../access/AccessControl';
import { answerReview, isReview } from '../access/reviews';
import { answerDiscovery } from '../discovery/answerDiscovery';
import {
  internalError,
  methodNotAllowed,
  notFound,
  pathNotFound,
  StatusError,
} from '../errors/StatusError';
import { Faults } from '../faults/Faults';
import { answerOpenApi } from '../openapi/answerOpenApi';
import { ClusterContext } from '../operations/ClusterContext';
import { ServedResource } from '../resources/ServedResource';
import { User } from '../types';
import { answer, errorAnswer, plainAnswer } from './answers';
import { answerWatch, WatchStreams } from './answerWatch';
import { parsePath, RequestInfo, ResourceRequest } from './parsePath';
import {
  answerDelete,
  answerDeleteCollection,
  answerGet,
  answerList,
} from './reads';
import { answerScale } from './scale';
import { answerCreate, answerPatch, answerUpdate } from './writes';

/** What a handler of one request gets. @internal */
export interface Call {
  context: ClusterContext;
  request: Request;
  url: URL;
  user: User;
}

/** @internal */
export interface ResourceCall extends Call {
  info: ResourceRequest;
  resource: ServedResource;
}

/** Turns requests into answers, as the API server's handler chain does. @internal */
export class RequestHandler {
  constructor(
    private readonly context: ClusterContext,
    private readonly access: AccessControl,
    private readonly faults: Faults,
    private readonly streams: WatchStreams,
  ) {}

  /**
   * Answers a request. `connectedAs` is who the connection's client certificate names.
   *
   * @throws Error only where a fault asks for a broken connection.
   */
  async handle(request: Request, connectedAs?: User): Promise<Response> {
    const url = new URL(request.url);
    const info = parsePath(request.method, url.pathname, url.searchParams);
    return this.faults.around({ request, url, info }, () =>
      this.answer(request, url, info, connectedAs),
    );
  }

  private async answer(
    request: Request,
    url: URL,
    info: RequestInfo,
    connectedAs?: User,
  ): Promise<Response> {
    try {
      const authorization = request.headers.get('authorization');
      const user =
        !authorization && connectedAs
          ? connectedAs
          : this.access.authenticate(authorization);
      this.access.authorize(user, info);
      const call: Call = { context: this.context, request, url, user };
      return info.kind === 'path'
        ? await this.answerPath(call, info.path)
        : await this.answerResource(call, info);
    } catch (error) {
      if (error instanceof StatusError) return errorAnswer(error);
      return errorAnswer(
        internalError(error instanceof Error ? error.message : String(error)),
      );
    }
  }

  private async answerPath(call: Call, path: string): Promise<Response> {
    if (path === '/version') return answer(versionDocument());
    if (
      ['/healthz', '/livez', '/readyz'].some(
        prefix => path === prefix || path.startsWith(`${prefix}/`),
      )
    ) {
      return plainAnswer(
        call.url.searchParams.has('verbose')
          ? '[+]ping ok\n[+]storage ok\nhealthz check passed\n'
          : 'ok',
      );
    }
    return (
      answerDiscovery(call, path) ??
      answerOpenApi(call, path) ??
      plainAnswer('404 page not found\n', 404)
    );
  }

  private async answerResource(
    call: Call,
    info: ResourceRequest,
  ): Promise<Response> {
    const { registry } = this.context;
    const resource = registry.find(info.group, info.version, info.plural);
    if (!resource) {
      const isOwnGroup = registry
        .inVersion(info.group, info.version)
        .some(other => !other.custom);
      return isOwnGroup
        ? errorAnswer(pathNotFound())
        : plainAnswer('404 page not found\n', 404);
    }
    if (info.namespace !== undefined && !resource.namespaced)
      throw pathNotFound();
    const resourceCall: ResourceCall = { ...call, info, resource };
    if (isReview(resource)) return answerReview(resourceCall, this.access);
    const response = await this.dispatch(resourceCall);
    if (resource.deprecationWarning)
      response.headers.append(
        'warning',
        `299 - "${resource.deprecationWarning}"`,
      );
    return response;
  }

  private async dispatch(call: ResourceCall): Promise<Response> {
    const { info, resource } = call;
    if (info.subresource === 'scale' && resource.scale)
      return answerScale(call);
    checkSubresource(info, resource);
    switch (info.verb) {
      case 'get':
        return answerGet(call);
      case 'list':
        return answerList(call);
      case 'watch':
        return answerWatch(call, this.streams);
      case 'create':
        return answerCreate(call);
      case 'update':
        return answerUpdate(call);
      case 'patch':
        return answerPatch(call);
      case 'delete':
        return answerDelete(call);
      case 'deletecollection':
        return answerDeleteCollection(call);
      default:
        return info.verb satisfies never;
    }
  }
}

function checkSubresource(
  info: ResourceRequest,
  resource: ServedResource,
): void {
  if (info.subresource === undefined) {
    if (info.verb === 'create' && info.name !== undefined)
      throw methodNotAllowed();
    return;
  }
  const isKnown =
    (info.subresource === 'status' && resource.hasStatus) ||
    (info.subresource === 'finalize' && resource.table === 'namespaces');
  if (!isKnown)
    throw resource.custom
      ? notFound(resource, info.name ?? '')
      : pathNotFound();
  if (!['get', 'update', 'patch'].includes(info.verb)) throw methodNotAllowed();
}

function versionDocument() {
  return {
    major: '1',
    minor: '36',
    emulationMajor: '1',
    emulationMinor: '36',
    minCompatibilityMajor: '1',
    minCompatibilityMinor: '35',
    gitVersion: 'v1.36.3',
    gitCommit: '',
    gitTreeState: '',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: '',
    compiler: '',
    platform: 'memory',
  };
}
