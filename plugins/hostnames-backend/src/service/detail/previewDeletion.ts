import {
  DeletionPreview,
  Evidence,
  wildcardOf,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { StoredHostname } from '../../readModel/StoredHostname';

/** Names whose certificates may share a validation record with this one's: ACM gives apex and wildcard the same CNAME. */
export function namesSharingValidation({
  hostname,
  report,
}: StoredHostname): string[] {
  const names = [
    hostname,
    ...(report.request.spec.certificate?.additionalNames ?? []),
  ];
  return [
    ...new Set(
      names.flatMap(name =>
        name.startsWith('*.')
          ? [name, name.slice(2)]
          : [name, `*.${name}`, wildcardOf(name)],
      ),
    ),
  ];
}

/**
 * What deleting the request takes away, in the order in which it goes, and what stays and why. `others`: requests that may
 * share a validation record; of those the caller may not see only the fact is told.
 */
export function previewDeletion(
  stored: StoredHostname,
  others: StoredHostname[],
  maySee: (other: StoredHostname) => boolean,
): DeletionPreview {
  const { request, facts } = stored.report;
  if (!stored.claimed) {
    return {
      goes: [{ label: 'Request', value: requestName(stored) }],
      stays: [
        {
          label: 'Hostname',
          value: `${stored.hostname} is not held by this request, so nothing of it changes`,
        },
      ],
    };
  }
  const retain = request.spec.deletionPolicy === 'Retain';
  const goes: Evidence[] = [];
  const stays: Evidence[] = [];
  const put = (item: Evidence) => (retain ? stays : goes).push(item);

  for (const record of facts.records ?? []) {
    if (record.purpose === 'alias')
      put({ label: `${record.type} record`, value: record.name });
  }
  const listenerSet = request.status?.assignedGateway?.listenerSet;
  if (listenerSet)
    goes.push({
      label: 'Listener',
      value: `${listenerSet} on ${stored.gateway}`,
    });
  goes.push({
    label: 'Grant',
    value: `The right of namespace ${stored.ref.namespace} to route ${stored.hostname}`,
  });
  certificateItems(stored, put, stays);
  validationItems(stored, others, maySee, put, stays);
  put({
    label: 'Claim',
    value: `${stored.hostname}; after its cool-down anybody may have the name`,
  });
  goes.push({ label: 'Request', value: requestName(stored) });
  for (const route of facts.routes ?? []) {
    stays.push({
      label: route.kind,
      value: `${route.namespace}/${route.name}; it no longer serves ${stored.hostname}`,
    });
  }
  return { goes, stays };
}

function certificateItems(
  { report }: StoredHostname,
  put: (item: Evidence) => void,
  stays: Evidence[],
): void {
  const { certificate } = report.facts;
  if (!certificate) return;
  const { certificateArn, certificateRef } = report.request.status ?? {};
  const own =
    certificate.ref === certificateArn ||
    certificate.ref === `${certificateRef?.namespace}/${certificateRef?.name}`;
  if (own) put({ label: 'Certificate', value: certificate.ref });
  else
    stays.push({
      label: 'Certificate',
      value: `${certificate.ref}; it was not made for this request`,
    });
}

function validationItems(
  stored: StoredHostname,
  others: StoredHostname[],
  maySee: (other: StoredHostname) => boolean,
  put: (item: Evidence) => void,
  stays: Evidence[],
): void {
  for (const name of validationNames(stored)) {
    const users = others.filter(other => validationNames(other).includes(name));
    if (users.length === 0) {
      put({ label: 'Validation record', value: name });
      continue;
    }
    const seen = users.find(maySee);
    const by = seen
      ? `the certificate of ${seen.hostname} (${requestName(seen)})`
      : 'the certificate of another request';
    stays.push({
      label: 'Validation record',
      value: `${name}; ${by} needs it too`,
    });
  }
}

function validationNames({
  report: { request, facts },
}: StoredHostname): string[] {
  const names = [
    ...(request.status?.validationRecords ?? []),
    ...(facts.validationRecords ?? []),
  ].map(({ name }) => name);
  return [...new Set(names)];
}

function requestName({ ref }: StoredHostname): string {
  return `${ref.namespace}/${ref.name} in ${ref.cluster}`;
}
