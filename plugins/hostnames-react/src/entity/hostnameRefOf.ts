import type { Entity } from '@backstage/catalog-model';
import type { HostnameRef } from '@hostmaster/backstage-plugin-hostnames-common';
import { parseHostnameRef } from '../ref/hostnameRef';
import { isHostnameEntity } from './isHostnamesAvailable';

/** On a `Resource` of type `hostname`: the request that it stands for. */
const REQUEST_REF = 'hostmaster.dev/request-ref';

/** The request that an entity stands for, if it is a hostname itself. */
export function hostnameRefOf(entity: Entity): HostnameRef | undefined {
  if (!isHostnameEntity(entity)) return undefined;
  return parseHostnameRef(entity.metadata.annotations?.[REQUEST_REF]);
}
