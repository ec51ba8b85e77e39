import { RequestInfo } from '../requests/parsePath';
import type { FaultedCall } from './Faults';

/** A request as the rules of faults see it. @internal */
export function describeCall({
  request,
  url,
  info,
}: {
  request: Request;
  url: URL;
  info: RequestInfo;
}): FaultedCall {
  const base = {
    method: request.method,
    path: url.pathname,
    query: url.searchParams,
    userAgent: request.headers.get('user-agent') ?? undefined,
  };
  if (info.kind === 'path')
    return { ...base, verb: info.verb, resource: '', group: '' };
  const { verb, plural: resource, group, namespace, name, subresource } = info;
  return { ...base, verb, resource, group, namespace, name, subresource };
}
