import { AwsError } from '../../core/AwsError';
import { childItems, childText, XmlNode, xmlList } from '../../core/xml';
import { route53Errors } from '../errors';
import { HostedZone, RecordProtection } from '../HostedZone';
import { canonicalName, isWithin, nameSortKey } from '../names';
import { RECORD_TYPES } from '../RecordSet';
import { Route53Operation } from '../Route53Operation';
import { route53Answer, Route53Request } from '../Route53Request';
import { Route53State } from '../Route53State';
import { assertNotBusy } from './records';

const MOST_PER_CALL = 100;

/** Operations on protections of record names and types. @public */
export const protectionOperations: Route53Operation[] = [
  {
    name: 'CreateResourceRecordSetProtections',
    method: 'POST',
    path: 'hostedzone/{Id}/rrsetprotection',
    execute: create,
  },
  {
    name: 'ListResourceRecordSetProtections',
    method: 'GET',
    path: 'hostedzone/{Id}/rrsetprotection',
    execute: list,
  },
  {
    name: 'DeleteResourceRecordSetProtections',
    method: 'POST',
    path: 'hostedzone/{Id}/rrsetprotection/delete',
    execute: remove,
  },
];

/** An entry of a batch that cannot be done. @public */
export interface ProtectionFailure {
  name: string;
  type: string;
  code: string;
  message: string;
}

function create(request: Route53Request, state: Route53State): Response {
  const zone = state.zone(request.path.Id);
  assertNotBusy(zone, state);
  const body = request.body('CreateResourceRecordSetProtectionsRequest');
  const wanted = readEntries(body, 'ResourceRecordSetProtectionConfig');
  refuse(
    'InvalidResourceRecordSetProtectionBatch',
    wanted.flatMap((entry, index) =>
      invalidEntry(entry, zone, wanted.slice(0, index)),
    ),
  );
  const known = wanted.filter(entry => zone.protections.has(keyOf(entry)));
  const failures = known.map(entry =>
    failure(
      entry,
      'ProtectionAlreadyExists',
      'A protection exists for this name and type.',
    ),
  );
  refuse(
    known.length === wanted.length
      ? 'ProtectionAlreadyExists'
      : 'InvalidResourceRecordSetProtectionBatch',
    failures,
  );
  const limit = state.world.limits.route53.protectionsPerZone;
  if (zone.protections.size + wanted.length > limit) {
    throw route53Errors.limitsExceeded(
      `The hosted zone cannot have more than ${limit} protections.`,
    );
  }
  for (const entry of wanted) zone.protections.set(keyOf(entry), entry);
  return route53Answer('CreateResourceRecordSetProtectionsResponse', {});
}

function remove(request: Route53Request, state: Route53State): Response {
  const zone = state.zone(request.path.Id);
  assertNotBusy(zone, state);
  const body = request.body('DeleteResourceRecordSetProtectionsRequest');
  const unwanted = readEntries(body, 'ResourceRecordSetProtectionKey');
  const missing = unwanted.filter(entry => !zone.protections.has(keyOf(entry)));
  refuse(
    'InvalidResourceRecordSetProtectionBatch',
    missing.map(entry =>
      failure(
        entry,
        'ProtectionNotFound',
        'No protection exists for this name and type.',
      ),
    ),
  );
  for (const entry of unwanted) zone.protections.delete(keyOf(entry));
  return route53Answer('DeleteResourceRecordSetProtectionsResponse', {});
}

function list(request: Route53Request, state: Route53State): Response {
  const zone = state.zone(request.path.Id);
  const size = request.pageSize('maxresults', MOST_PER_CALL, MOST_PER_CALL);
  const token = request.query('nexttoken');
  const startName = request.query('name');
  const startType = request.query('type');
  if (startType !== undefined && startName === undefined) {
    throw route53Errors.invalidInput('StartRecordType needs StartRecordName.');
  }
  const from =
    startName === undefined
      ? ''
      : `${nameSortKey(canonicalName(startName) ?? startName)}\u0000${
          startType ?? ''
        }`;
  const all = [...zone.protections.values()]
    .map(entry => ({
      entry,
      key: `${nameSortKey(entry.name)}\u0000${entry.type}`,
    }))
    .filter(({ key }) => key >= from)
    .sort((left, right) => (left.key < right.key ? -1 : 1));
  const start =
    token === undefined
      ? 0
      : all.findIndex(({ entry }) => tokenOf(entry) === token);
  if (start < 0) throw route53Errors.invalidPaginationToken();
  const next = all[start + size];
  return route53Answer('ListResourceRecordSetProtectionsResponse', {
    ResourceRecordSetProtections: xmlList(
      'ResourceRecordSetProtection',
      all.slice(start, start + size).map(({ entry }) => ({
        RecordName: entry.name,
        RecordType: entry.type,
        Comment: entry.comment,
      })),
    ),
    NextToken: next && tokenOf(next.entry),
  });
}

function readEntries(body: XmlNode, itemName: string): RecordProtection[] {
  const entries = childItems(body, 'Protections', itemName).map(node => ({
    name:
      canonicalName(childText(node, 'RecordName') ?? '') ??
      childText(node, 'RecordName') ??
      '',
    type: childText(node, 'RecordType') ?? '',
    comment: childText(node, 'Comment'),
  }));
  if (entries.length < 1 || entries.length > MOST_PER_CALL) {
    throw route53Errors.invalidInput(
      `A request has 1 to ${MOST_PER_CALL} protections.`,
    );
  }
  return entries;
}

function invalidEntry(
  entry: RecordProtection,
  zone: HostedZone,
  before: RecordProtection[],
): ProtectionFailure[] {
  if (before.some(other => keyOf(other) === keyOf(entry))) {
    return [
      failure(
        entry,
        'InvalidInput',
        'The name and type appear more than once.',
      ),
    ];
  }
  if (!isWithin(entry.name, zone.name)) {
    return [
      failure(
        entry,
        'InvalidInput',
        `The name is not within the zone ${zone.name}`,
      ),
    ];
  }
  if (!RECORD_TYPES.some(type => type === entry.type)) {
    return [
      failure(entry, 'InvalidInput', 'The record type cannot be protected.'),
    ];
  }
  if (entry.comment !== undefined && entry.comment.length > 256) {
    return [
      failure(
        entry,
        'InvalidInput',
        'The comment has more than 256 characters.',
      ),
    ];
  }
  return [];
}

function failure(
  entry: RecordProtection,
  code: string,
  message: string,
): ProtectionFailure {
  return { name: entry.name, type: entry.type, code, message };
}

function refuse(code: string, failures: ProtectionFailure[]): void {
  if (failures.length === 0) return;
  throw new AwsError(
    code,
    'One or more protections could not be processed; nothing was changed.',
    {
      status: code === 'ProtectionAlreadyExists' ? 409 : 400,
      details: failures,
    },
  );
}

function keyOf(entry: RecordProtection): string {
  return `${entry.name} ${entry.type}`;
}

function tokenOf(entry: RecordProtection): string {
  return Buffer.from(keyOf(entry)).toString('base64url');
}
