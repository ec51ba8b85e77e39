import { route53Errors } from '../errors';
import { HostedZone } from '../HostedZone';
import { canonicalName } from '../names';
import { planChanges } from '../planChanges';
import { readChangeBatch } from '../readChangeBatch';
import { RECORD_TYPES, RecordSet, recordSortKey } from '../RecordSet';
import { renderChange, renderRecordSets } from '../render';
import { Route53Operation } from '../Route53Operation';
import { route53Answer, Route53Request } from '../Route53Request';
import { Route53State } from '../Route53State';

const USUAL_PAGE = 100;
const LARGEST_PAGE = 300;

/** Operations on resource record sets. @public */
export const recordOperations: Route53Operation[] = [
  {
    name: 'ChangeResourceRecordSets',
    method: 'POST',
    path: 'hostedzone/{Id}/rrset',
    execute: changeRecords,
  },
  {
    name: 'ListResourceRecordSets',
    method: 'GET',
    path: 'hostedzone/{Id}/rrset',
    execute: listRecords,
  },
  { name: 'GetChange', method: 'GET', path: 'change/{Id}', execute: getChange },
];

/** @throws AwsError PriorRequestNotComplete while the zone handles an earlier write */
export function assertNotBusy(zone: HostedZone, state: Route53State): void {
  if (state.world.timeline.clock.monotonic() < zone.busyUntil)
    throw route53Errors.priorRequestNotComplete();
}

function changeRecords(request: Route53Request, state: Route53State): Response {
  const zone = state.zone(request.path.Id);
  assertNotBusy(zone, state);
  const batch = readChangeBatch(
    request.body('ChangeResourceRecordSetsRequest'),
  );
  zone.busyUntil =
    state.world.timeline.clock.monotonic() +
    state.world.draw(state.world.delays.route53.zoneBusy);
  const plan = planChanges(
    zone,
    batch.changes,
    state.world.limits.route53,
    state.aliasTargets,
  );
  if (plan.kind === 'refused')
    throw route53Errors.invalidChangeBatch(plan.messages);
  const change = state.write(zone, plan.writes, { comment: batch.comment });
  return route53Answer('ChangeResourceRecordSetsResponse', {
    ChangeInfo: renderChange({ ...change, status: 'PENDING' }),
  });
}

function listRecords(request: Route53Request, state: Route53State): Response {
  const zone = state.zone(request.path.Id);
  const size = request.pageSize('maxitems', USUAL_PAGE, LARGEST_PAGE);
  const page = zone.records.page(startKey(request), size + 1);
  const next: RecordSet | undefined = page[size];
  return route53Answer('ListResourceRecordSetsResponse', {
    ResourceRecordSets: renderRecordSets(page.slice(0, size)),
    IsTruncated: next !== undefined,
    NextRecordName: next?.name,
    NextRecordType: next?.type,
    NextRecordIdentifier: next?.setIdentifier,
    MaxItems: size,
  });
}

/** Where a listing starts: the type only breaks ties of the name, the identifier those of name and type. */
function startKey(request: Route53Request): string {
  const name = request.query('name');
  const type = request.query('type');
  const identifier = request.query('identifier');
  if (type !== undefined && name === undefined) {
    throw route53Errors.invalidInput(
      'The input is not valid: StartRecordType needs StartRecordName.',
    );
  }
  if (identifier !== undefined && (name === undefined || type === undefined)) {
    throw route53Errors.invalidInput(
      'The input is not valid: StartRecordIdentifier needs StartRecordName and StartRecordType.',
    );
  }
  if (type !== undefined && !RECORD_TYPES.some(known => known === type)) {
    throw route53Errors.invalidInput(
      `The input is not valid: ${type} is no record type.`,
    );
  }
  if (name === undefined) return '';
  const canonical = canonicalName(name);
  if (canonical === undefined)
    throw route53Errors.invalidInput(
      `The input is not valid: ${name} is no domain name.`,
    );
  return recordSortKey({
    name: canonical,
    type: type ?? '',
    setIdentifier: identifier,
  });
}

function getChange(request: Route53Request, state: Route53State): Response {
  return route53Answer('GetChangeResponse', {
    ChangeInfo: renderChange(state.change(request.path.Id)),
  });
}
