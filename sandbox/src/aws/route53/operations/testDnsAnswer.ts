import { xmlList } from '../../core/xml';
import { route53Errors } from '../errors';
import { canonicalName, isWithin } from '../names';
import { RECORD_TYPES } from '../RecordSet';
import { Route53Operation } from '../Route53Operation';
import { route53Answer, Route53Request } from '../Route53Request';
import { Route53State } from '../Route53State';

/** @public */
export const testDnsAnswerOperations: Route53Operation[] = [
  {
    name: 'TestDNSAnswer',
    method: 'GET',
    path: 'testdnsanswer',
    execute: testDnsAnswer,
  },
];

/** What the zone's name servers answer; the target of an alias is named, not resolved. */
function testDnsAnswer(request: Route53Request, state: Route53State): Response {
  const zone = state.zone(request.query('hostedzoneid') ?? '');
  if (zone.private)
    throw route53Errors.invalidInput(
      'TestDNSAnswer supports only public hosted zones.',
    );
  const type = RECORD_TYPES.find(
    known => known === request.query('recordtype'),
  );
  const name = canonicalName(request.query('recordname') ?? '');
  if (name === undefined || type === undefined) {
    throw route53Errors.invalidInput(
      'TestDNSAnswer needs a record name and a record type.',
    );
  }
  if (!isWithin(name, zone.name)) {
    throw route53Errors.invalidInput(
      `The name ${name} is not within the zone ${zone.name}`,
    );
  }
  const answer = zone.served.lookup(name, type);
  const data =
    answer.kind === 'records'
      ? answer.records.flatMap(record => record.alias?.dnsName ?? record.values)
      : [];
  const followed = answer.kind === 'cname' ? answer.record.values : data;
  return route53Answer('TestDNSAnswerResponse', {
    Nameserver: zone.nameServers[0],
    RecordName: name,
    RecordType: answer.kind === 'cname' ? 'CNAME' : type,
    RecordData: xmlList('RecordDataEntry', followed),
    ResponseCode: answer.kind === 'nxdomain' ? 'NXDOMAIN' : 'NOERROR',
    Protocol: 'UDP',
  });
}
