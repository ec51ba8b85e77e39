import { MANAGED_BY } from '@hostmaster/backstage-plugin-hostnames-common';
import { ZoneView } from '@hostmaster/backstage-plugin-hostnames-node';
import {
  ClusterClient,
  KubernetesObject,
  ObjectReference,
  ResourceKind,
} from '@hostmaster/kubernetes-runtime';
import { z } from 'zod';
import { foreignRecords } from '../records/foreignRecords.pure';

/** ObjectMeta v1, `managedFields`: one entry per manager, operation and subresource. */
const entrySchema = z.object({
  manager: z.string().optional(),
  time: z.string().optional(),
  subresource: z.string().optional(),
  fieldsV1: z.record(z.string(), z.unknown()).optional(),
});

type Entry = z.infer<typeof entrySchema>;

/** An object of any kind. */
interface Named {
  kind: ResourceKind<any>;
  ref: ObjectReference;
}

/**
 * Who else writes one of some objects, as a sentence: the field manager that is not this suite and wrote last. Reads the objects
 * anew; the stores need not keep who wrote what.
 */
export async function lastOtherWriter(
  client: Pick<ClusterClient, 'get'>,
  objects: Named[],
): Promise<string> {
  let isMissing = false;
  const entries: Entry[] = [];
  for (const { kind, ref } of objects) {
    const object = await client.get<KubernetesObject>(kind, ref);
    if (object) entries.push(...otherManagers(object));
    else isMissing = true;
  }
  const [last] = entries.sort((left, right) =>
    (right.time ?? '').localeCompare(left.time ?? ''),
  );
  if (last?.manager) {
    return `Its other writer is the field manager "${last.manager}".`;
  }
  return isMissing
    ? 'It is deleted each time: the audit log of the API server says by whom.'
    : 'The API server does not say by whom: its audit log does.';
}

/** Managers other than this suite that own something of the object besides its status. */
function otherManagers({ metadata }: KubernetesObject): Entry[] {
  const { managedFields } = metadata as { managedFields?: unknown };
  return z
    .array(entrySchema)
    .catch([])
    .parse(managedFields ?? [])
    .filter(({ manager, subresource }) => manager && !subresource)
    .filter(({ manager }) => manager !== MANAGED_BY)
    .filter(({ fieldsV1 }) => fieldsV1?.['f:spec'] ?? fieldsV1?.['f:metadata']);
}

/** Who else writes a record, as far as the zone tells: what stands there now, and external-dns's marks. */
export function recordWriter(
  view: ZoneView,
  { name, type }: { name: string; type: string },
): string {
  const [now] = view.records(name, type);
  const value = now?.alias?.dnsName ?? now?.values?.join(' ');
  const by = foreignRecords(view, name, []).find(each => each.by)?.by;
  const found = now ? `It is ${value} now.` : 'It is deleted each time.';
  const marked = by ? ` The name is marked as written by ${by}.` : '';
  return `${found}${marked} The audit log of the DNS provider says who writes zone ${view.zone.name} (Route 53: CloudTrail, ChangeResourceRecordSets of ${view.zone.id}).`;
}
