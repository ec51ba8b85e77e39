import { AwsError } from '../core/AwsError';
import { RecordSet } from './RecordSet';

const NOT_FOUND = { status: 404 };

/**
 * Every error of Route 53 the emulator gives, with its text.
 *
 * The texts of `changeErrors` are as seen in public reports about the real service; those marked "own words" have no public
 * text that could be found.
 */
export const route53Errors = {
  throttling: () => new AwsError('Throttling', 'Rate exceeded'),
  priorRequestNotComplete: () =>
    new AwsError(
      'PriorRequestNotComplete',
      'The request was rejected because Route 53 was still processing a prior request.',
    ),
  noSuchHostedZone: (id: string) =>
    new AwsError(
      'NoSuchHostedZone',
      `No hosted zone found with ID: ${id}`,
      NOT_FOUND,
    ),
  noSuchChange: (id: string) =>
    new AwsError(
      'NoSuchChange',
      `Could not find resource with ID: ${id}`,
      NOT_FOUND,
    ),
  noSuchHealthCheck: (id: string) =>
    new AwsError(
      'NoSuchHealthCheck',
      `No health check exists with the specified ID: ${id}`,
      NOT_FOUND,
    ),
  noSuchDelegationSet: (id: string) =>
    new AwsError(
      'NoSuchDelegationSet',
      `The reusable delegation set with ID ${id} does not exist.`,
    ),
  hostedZoneAlreadyExists: (callerReference: string) =>
    new AwsError(
      'HostedZoneAlreadyExists',
      `A hosted zone has already been created with the specified caller reference: ${callerReference}`,
      { status: 409 },
    ),
  delegationSetAlreadyCreated: (callerReference: string) =>
    new AwsError(
      'DelegationSetAlreadyCreated',
      `A delegation set with the same owner and caller reference ${callerReference} has already been created.`,
    ),
  delegationSetInUse: (id: string) =>
    new AwsError(
      'DelegationSetInUse',
      `The delegation set ${id} is used by hosted zones.`,
    ),
  delegationSetNotAvailable: (name: string) =>
    new AwsError(
      'DelegationSetNotAvailable',
      `You have reached the limit on the number of hosted zones with the name ${name}.`,
    ),
  conflictingDomainExists: (name: string) =>
    new AwsError(
      'ConflictingDomainExists',
      `The cause of this error depends on the domain ${name}: another hosted zone of that name, a parent or a child of it uses the same name servers or VPC.`,
    ),
  hostedZoneNotEmpty: () =>
    new AwsError(
      'HostedZoneNotEmpty',
      'The specified hosted zone contains non-required resource record sets and so cannot be deleted.',
    ),
  hostedZoneHasProtections: () =>
    new AwsError(
      'HostedZoneNotEmpty',
      'The specified hosted zone contains resource record set protections and so cannot be deleted.',
    ),
  invalidDomainName: (text: string) => new AwsError('InvalidDomainName', text),
  invalidInput: (text: string) => new AwsError('InvalidInput', text),
  invalidArgument: (text: string) => new AwsError('InvalidArgument', text),
  invalidPaginationToken: () =>
    new AwsError(
      'InvalidPaginationToken',
      'The pagination token is not valid.',
    ),
  invalidVpcId: (id: string) =>
    new AwsError('InvalidVPCId', `The VPC: ${id} you provided is not valid.`),
  publicZoneVpcAssociation: (id: string) =>
    new AwsError(
      'PublicZoneVPCAssociation',
      `Cannot associate a VPC with the public hosted zone ${id}.`,
    ),
  vpcAssociationNotFound: (vpc: string, id: string) =>
    new AwsError(
      'VPCAssociationNotFound',
      `The VPC: ${vpc} is not associated with the hosted zone ${id}.`,
      NOT_FOUND,
    ),
  lastVpcAssociation: () =>
    new AwsError(
      'LastVPCAssociation',
      'The last VPC of a private hosted zone cannot be disassociated.',
    ),
  limitsExceeded: (text: string) => new AwsError('LimitsExceeded', text),
  tooManyHostedZones: (limit: number) =>
    new AwsError(
      'TooManyHostedZones',
      `Limits Exceeded: MAX_HOSTED_ZONES_BY_OWNER - Cannot create more than ${limit} hosted zones.`,
    ),
  invalidChangeBatch: (messages: readonly string[]) =>
    new AwsError('InvalidChangeBatch', `[${messages.join(', ')}]`),
  notEmulated: (what: string) =>
    new AwsError(
      'InvalidAction',
      `${what} is not an operation of this Route 53.`,
    ),
};

/** The messages that a refused change batch is made of. @public */
export const changeErrors = {
  exists: (record: RecordSet) =>
    `Tried to create resource record set ${describe(
      record,
    )} but it already exists`,
  notFound: (record: RecordSet) =>
    `Tried to delete resource record set ${describe(
      record,
    )} but it was not found`,
  otherValues: (record: RecordSet) =>
    `Tried to delete resource record set ${describe(
      record,
    )} but the values provided do not match the current values`,
  conflictsWithCname: (record: RecordSet, zoneName: string) =>
    `RRSet of type ${record.type} with DNS name ${record.name} is not permitted because a conflicting RRSet of type  CNAME with the same DNS name already exists in zone ${zoneName}`,
  cnameConflicts: (record: RecordSet, zoneName: string) =>
    `RRSet of type CNAME with DNS name ${record.name} is not permitted as it conflicts with other records with the same DNS name in zone ${zoneName}`,
  cnameAtApex: (record: RecordSet, zoneName: string) =>
    `RRSet of type CNAME with DNS name ${record.name} is not permitted at apex in zone ${zoneName}`,
  outsideZone: (record: RecordSet, zoneName: string) =>
    `RRSet with DNS name ${record.name} is not permitted in zone ${zoneName}`,
  wildcardNs: (record: RecordSet, zoneName: string) =>
    `RRSet of type NS with DNS name ${record.name} is not permitted in zone ${zoneName}`,
  aliasOutsideTargetZone: (record: RecordSet, target: string, zoneId: string) =>
    `Tried to create an alias that targets ${target}, type ${record.type} in zone ${zoneId}, but the alias target name does not lie within the target zone`,
  aliasTargetNotFound: (record: RecordSet, target: string, zoneId: string) =>
    `Tried to create an alias that targets ${target}, type ${record.type} in zone ${zoneId}, but that target was not found`,
  tooManyElements: (limit: number) =>
    `Number of records limit of ${limit} exceeded.`,
  tooManyCharacters: (limit: number) =>
    `RDATA character limit of ${limit} exceeded.`,
  zoneFull: (zoneId: string) =>
    `Exceeded limit MAX_RRSETS_BY_ZONE for zone: ${zoneId}`,
  tooManyValues: (limit: number) =>
    `Cannot have more than ${limit} records in a RRSet.`,
  duplicateValue: (value: string) => `Duplicate Resource Record: '${value}'`,
  contradictory: (record: RecordSet) =>
    `The request contains an invalid set of changes for a resource record set '${record.type} ${record.name}'`,
  invalidValue: (problem: string) => `Invalid Resource Record: ${problem}`,
  mixedWithOthers: (record: RecordSet) =>
    `RRSet with DNS name ${record.name}, type ${record.type} cannot be created as other RRSets exist with the same name and type.`,
  /** Own words. */
  otherRoutingPolicy: (record: RecordSet) =>
    `RRSet with DNS name ${record.name}, type ${record.type}, SetIdentifier ${record.setIdentifier} cannot be created because RRSets with another routing policy exist with the same name and type.`,
  /** Own words. */
  tooManyOfOneName: (record: RecordSet, limit: number) =>
    `Cannot have more than ${limit} RRSets with DNS name ${record.name}, type ${record.type}.`,
  apexSoa: () => 'A HostedZone must contain exactly one SOA record.',
  apexNs: () =>
    'A HostedZone must contain at least one NS record for the zone itself.',
  /** Own words: the SDK says only that the message names the record and the protection's comment. */
  protectedRecord: (record: RecordSet, comment: string | undefined) =>
    `Tried to change resource record set ${describe(
      record,
    )} but it is protected${comment ? `: ${comment}` : ''}`,
};

function describe(record: RecordSet): string {
  const identifier =
    record.setIdentifier === undefined
      ? ''
      : `, set-identifier='${record.setIdentifier}'`;
  return `[name='${record.name}', type='${record.type}'${identifier}]`;
}
