import { LoggerService } from '@backstage/backend-plugin-api';
import { RequestObject } from '../gateways/kinds';
import { safeLogger } from './safeLogger';

/** A logger whose entries say which request they are about: cluster, namespace, name, hostname, zone. */
export function requestLogger(
  logger: LoggerService,
  cluster: string,
  { metadata, spec, status }: RequestObject,
): LoggerService {
  return safeLogger(logger, {
    cluster,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    hostname: spec.hostname,
    zone: status?.zone?.name ?? '',
  });
}
