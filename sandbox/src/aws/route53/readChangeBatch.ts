import {
  childItems,
  childNames,
  childNode,
  childText,
  XmlNode,
} from '../core/xml';
import { route53Errors } from './errors';
import { canonicalName, parseName } from './names';
import {
  AliasTarget,
  RECORD_TYPES,
  RecordSet,
  RecordType,
  RoutingPolicy,
} from './RecordSet';

/** @public */
export type ChangeAction = 'CREATE' | 'DELETE' | 'UPSERT';

/** One change of a batch; `problems` are texts of InvalidChangeBatch that its own fields already earn. @public */
export interface RecordChange {
  action: ChangeAction;
  record: RecordSet;
  problems: string[];
}

/** @public */
export interface ChangeBatch {
  comment?: string;
  changes: RecordChange[];
}

const ACTIONS: readonly ChangeAction[] = ['CREATE', 'DELETE', 'UPSERT'];
const MOST_TTL = 2_147_483_647;
const LONGEST_VALUE = 4000;
const LONGEST_NAME = 1024;

/**
 * The changes of a ChangeResourceRecordSetsRequest.
 *
 * @throws AwsError InvalidInput for what no schema-valid request contains
 * @public
 */
export function readChangeBatch(request: XmlNode): ChangeBatch {
  const batch = childNode(request, 'ChangeBatch');
  if (batch === undefined)
    throw incomplete('ChangeResourceRecordSetsRequest', 'ChangeBatch');
  const comment = childText(batch, 'Comment');
  if (comment !== undefined && comment.length > 256)
    throw tooLong('Comment', 256);
  const changes = childItems(batch, 'Changes', 'Change');
  if (changes.length === 0) throw incomplete('Changes', 'Change');
  return { comment, changes: changes.map(readChange) };
}

function readChange(node: XmlNode): RecordChange {
  const action = oneOf(childText(node, 'Action'), ACTIONS, 'Action', 'Change');
  const set = childNode(node, 'ResourceRecordSet');
  if (set === undefined) throw incomplete('Change', 'ResourceRecordSet');
  const givenName = childText(set, 'Name');
  if (givenName === undefined) throw incomplete('ResourceRecordSet', 'Name');
  if (givenName.length > LONGEST_NAME) throw tooLong('Name', LONGEST_NAME);
  const type = oneOf(
    childText(set, 'Type'),
    RECORD_TYPES,
    'Type',
    'ResourceRecordSet',
  );
  const setIdentifier = childText(set, 'SetIdentifier');
  const where = `Change with [Action=${action}, Name=${givenName}, Type=${type}, SetIdentifier=${
    setIdentifier ?? 'null'
  }]`;
  refuseUnsupported(set, where);

  const name = parseName(givenName);
  const record: RecordSet = {
    name: name.kind === 'name' ? name.name : givenName,
    type,
    setIdentifier,
    routing: readRouting(set, setIdentifier, where),
    healthCheckId: childText(set, 'HealthCheckId'),
    ...readTarget(set, type, where),
  };
  return {
    action,
    record,
    problems: name.kind === 'problem' ? [name.problem.text] : [],
  };
}

function readTarget(
  set: XmlNode,
  type: RecordType,
  where: string,
): { ttl?: number; values: string[]; alias?: AliasTarget } {
  const aliasNode = childNode(set, 'AliasTarget');
  const ttl = readTtl(set);
  const values = childItems(set, 'ResourceRecords', 'ResourceRecord').map(
    readValue,
  );
  const hasRecords = ttl !== undefined && values.length > 0;
  const expected =
    'Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId]';
  if (aliasNode === undefined && !hasRecords) {
    throw route53Errors.invalidInput(
      `Invalid request: ${expected}, but found none in ${where}`,
    );
  }
  if (aliasNode !== undefined && (ttl !== undefined || values.length > 0)) {
    throw route53Errors.invalidInput(
      `Invalid request: ${expected}, but found more than one in ${where}`,
    );
  }
  return aliasNode === undefined
    ? { ttl, values }
    : { values: [], alias: readAlias(aliasNode, type) };
}

function readAlias(node: XmlNode, type: RecordType): AliasTarget {
  const hostedZoneId = childText(node, 'HostedZoneId');
  if (hostedZoneId === undefined)
    throw incomplete('AliasTarget', 'HostedZoneId');
  const dnsName = childText(node, 'DNSName');
  if (dnsName === undefined) throw incomplete('AliasTarget', 'DNSName');
  const evaluate = childText(node, 'EvaluateTargetHealth');
  if (evaluate !== 'true' && evaluate !== 'false')
    throw incomplete('AliasTarget', 'EvaluateTargetHealth');
  if (type === 'NS' || type === 'SOA') {
    throw route53Errors.invalidInput(
      `Invalid request: alias records of type ${type} are not supported`,
    );
  }
  return {
    hostedZoneId: hostedZoneId.replace(/^\/hostedzone\//, ''),
    dnsName: canonicalName(dnsName) ?? dnsName.toLowerCase(),
    evaluateTargetHealth: evaluate === 'true',
  };
}

function readTtl(set: XmlNode): number | undefined {
  const text = childText(set, 'TTL');
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text.trim()) || Number(text) > MOST_TTL) {
    throw route53Errors.invalidInput(
      `Invalid XML ; cvc-type.3.1.3: The value '${text}' of element 'TTL' is not valid; it must be from 0 to ${MOST_TTL}.`,
    );
  }
  return Number(text);
}

function readValue(node: XmlNode): string {
  const value = childText(node, 'Value');
  if (value === undefined) throw incomplete('ResourceRecord', 'Value');
  if (value.length > LONGEST_VALUE) throw tooLong('Value', LONGEST_VALUE);
  return value;
}

function readRouting(
  set: XmlNode,
  setIdentifier: string | undefined,
  where: string,
): RoutingPolicy | undefined {
  const found = [
    'Weight',
    'Region',
    'Failover',
    'GeoLocation',
    'MultiValueAnswer',
  ].filter(name => childNode(set, name) !== undefined);
  if (found.length === 0 && setIdentifier === undefined) return undefined;
  if (setIdentifier === undefined) {
    throw route53Errors.invalidInput(
      `Invalid request: Missing field 'SetIdentifier' in ${where}`,
    );
  }
  if (setIdentifier.length < 1 || setIdentifier.length > 128)
    throw tooLong('SetIdentifier', 128);
  if (found.length !== 1) {
    throw route53Errors.invalidInput(
      `Invalid request: Expected exactly one of [Weight, Region, Failover, GeoLocation, or MultiValueAnswer], but found ${
        found.length === 0 ? 'none' : 'more than one'
      } in ${where}`,
    );
  }
  return readPolicy(set, found[0]);
}

function readPolicy(set: XmlNode, field: string): RoutingPolicy {
  const text = childText(set, field) ?? '';
  switch (field) {
    case 'Weight':
      if (!/^\d{1,3}$/.test(text) || Number(text) > 255) {
        throw route53Errors.invalidInput(
          `Invalid XML ; The value '${text}' of element 'Weight' must be from 0 to 255.`,
        );
      }
      return { weight: Number(text) };
    case 'Region':
      return { region: text };
    case 'Failover':
      return {
        failover: oneOf(
          text,
          ['PRIMARY', 'SECONDARY'] as const,
          'Failover',
          'ResourceRecordSet',
        ),
      };
    case 'MultiValueAnswer':
      return { multiValueAnswer: text === 'true' };
    default:
      return { geoLocation: readGeoLocation(childNode(set, 'GeoLocation')) };
  }
}

function readGeoLocation(
  node: XmlNode | undefined,
): RoutingPolicy['geoLocation'] {
  return {
    continentCode: childText(node, 'ContinentCode'),
    countryCode: childText(node, 'CountryCode'),
    subdivisionCode: childText(node, 'SubdivisionCode'),
  };
}

/** Routing features that are not emulated are refused, never ignored. */
function refuseUnsupported(set: XmlNode, where: string): void {
  const unsupported = [
    'TrafficPolicyInstanceId',
    'CidrRoutingConfig',
    'GeoProximityLocation',
  ];
  const found = childNames(set).find(name => unsupported.includes(name));
  if (found)
    throw route53Errors.invalidInput(
      `Invalid request: '${found}' is not supported in ${where}`,
    );
}

function oneOf<T extends string>(
  value: string | undefined,
  allowed: readonly T[],
  field: string,
  parent: string,
): T {
  if (value === undefined) throw incomplete(parent, field);
  const found = allowed.find(option => option === value);
  if (found !== undefined) return found;
  throw route53Errors.invalidInput(
    `Invalid XML ; cvc-enumeration-valid: Value '${value}' is not facet-valid with respect to enumeration '[${allowed.join(
      ', ',
    )}]'. It must be a value from the enumeration.`,
  );
}

function incomplete(parent: string, field: string): Error {
  return route53Errors.invalidInput(
    `Invalid XML ; cvc-complex-type.2.4.b: The content of element '${parent}' is not complete. One of '{"https://route53.amazonaws.com/doc/2013-04-01/":${field}}' is expected.`,
  );
}

function tooLong(field: string, most: number): Error {
  return route53Errors.invalidInput(
    `Invalid XML ; cvc-maxLength-valid: The value of element '${field}' is longer than ${most}.`,
  );
}
