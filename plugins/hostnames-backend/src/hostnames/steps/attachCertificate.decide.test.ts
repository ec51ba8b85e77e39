import { withWords } from '../../__testUtils__/withWords';
import { subject } from '../testWorld/builders';
import {
  AttachFacts,
  decideAttach,
  decideDetach,
} from './attachCertificate.decide';

const yes = (type: string) => ({ type, status: 'True', reason: type });
const no = (type: string) => ({
  type,
  status: 'False',
  reason: 'Invalid',
  message: 'words',
});

describe('decideAttach', () => {
  const facts = (given: object = {}): AttachFacts => ({
    kind: 'pool',
    gateway: 'gw-01',
    certificate: 'arn',
    isConfigured: true,
    inConfiguration: true,
    settlesIn: 0,
    accepted: yes('Accepted'),
    programmed: yes('Programmed'),
    address: 'lb',
    isFound: true,
    isProvisioning: false,
    onListener: true,
    missingFor: 0,
    ...given,
  });

  it.each<[string, object, object]>([
    ['it is on the listener', {}, { kind: 'satisfied', reason: 'OnListener' }],
    [
      'it is on the listener of a gateway that fails',
      { accepted: no('Accepted') },
      { kind: 'satisfied' },
    ],
    [
      'its load balancer is still being made',
      { isProvisioning: true },
      { kind: 'wait', reason: 'GatewayNotProgrammed' },
    ],
    [
      'it is too young',
      { inConfiguration: false, onListener: false, settlesIn: 40_000 },
      { kind: 'wait', reason: 'Attaching', checkAfter: 40_000 },
    ],
    [
      'it is not in the configuration',
      { inConfiguration: false, onListener: false },
      {
        kind: 'act',
        action: { kind: 'attach', gateway: 'gw-01', certificate: 'arn' },
        reason: 'Attaching',
        message: 'The certificate is being attached to Gateway gw-01.',
      },
    ],
    [
      'there is no configuration',
      { isConfigured: false, inConfiguration: false, onListener: false },
      { kind: 'wait', reason: 'GatewayNotProgrammed' },
    ],
    [
      'the gateway is refused',
      { onListener: false, accepted: no('Accepted') },
      {
        kind: 'wait',
        reason: 'GatewayNotAccepted',
        message: expect.stringContaining('words'),
      },
    ],
    [
      'the gateway is not programmed',
      { onListener: false, programmed: undefined },
      {
        kind: 'wait',
        reason: 'GatewayNotProgrammed',
        message: 'Gateway gw-01 is not programmed yet.',
      },
    ],
    [
      'the gateway is programmed, and nobody has said that it is accepted',
      { onListener: false, accepted: undefined },
      { kind: 'wait', reason: 'Attaching' },
    ],
    [
      'the gateway has no address',
      { onListener: false, isFound: false, address: undefined },
      { kind: 'wait', reason: 'GatewayNotProgrammed' },
    ],
    [
      'the controller is at it',
      { onListener: false, missingFor: 600_000 },
      { kind: 'wait', reason: 'Attaching' },
    ],
    [
      'the controller is late: it has had more than ten minutes',
      { onListener: false, missingFor: 600_001 },
      { kind: 'wait', reason: 'CertificateNotSeen' },
    ],
  ])('%s', (_sentence, given, decision) => {
    expect(decideAttach(subject(), facts(given))).toMatchObject(
      withWords(decision),
    );
  });

  it('takes it out of every configuration, then waits for the listener', () => {
    const configured = [{ gateway: 'gw-01', certificates: ['arn'] }];
    expect(decideDetach(subject(), { configured, served: ['gw-01'] })).toEqual({
      kind: 'act',
      action: { kind: 'detach', gateway: 'gw-01', certificates: ['arn'] },
      reason: 'Releasing',
      message: 'The certificate is being taken off Gateway gw-01.',
    });
    expect(
      decideDetach(subject(), { configured: [], served: ['gw-01'] }),
    ).toEqual({
      kind: 'wait',
      reason: 'Releasing',
      message: 'The load balancer of Gateway gw-01 still has the certificate.',
      checkAfter: 10_000,
    });
    expect(decideDetach(subject(), { configured: [], served: [] })).toEqual({
      kind: 'satisfied',
      reason: 'Released',
      message: 'The certificate is on no gateway any more.',
    });
  });

  it.each<[string, object, object]>([
    [
      'of a static gateway that works is there',
      {},
      { kind: 'satisfied', reason: 'OnListener' },
    ],
    [
      'of a static gateway that is refused waits',
      { accepted: no('Accepted') },
      { kind: 'wait', reason: 'GatewayNotAccepted', checkAfter: 30_000 },
    ],
    [
      'of a static gateway that is not programmed waits',
      { programmed: no('Programmed') },
      {
        kind: 'wait',
        reason: 'GatewayNotProgrammed',
        message: 'Gateway network/envoy is not programmed yet: words',
      },
    ],
  ])('%s', (_sentence, given, decision) => {
    expect(
      decideAttach(subject(), {
        kind: 'static',
        gateway: 'network/envoy',
        accepted: yes('Accepted'),
        programmed: yes('Programmed'),
        ...given,
      }),
    ).toMatchObject(withWords(decision));
  });

  it('says the address of a load balancer that cannot be found, and a reason where there are no words', () => {
    expect(
      decideAttach(subject(), facts({ onListener: false, isFound: false })),
    ).toMatchObject({
      kind: 'wait',
      reason: 'GatewayNotProgrammed',
      message: 'The load balancer lb of Gateway gw-01 cannot be found.',
    });
    const refused = { type: 'Accepted', status: 'False' };
    const said = (condition: object) =>
      decideAttach(
        subject(),
        facts({ onListener: false, accepted: { ...refused, ...condition } }),
      ).message;
    expect(said({ reason: 'Invalid', message: '' })).toContain('Invalid');
    expect(said({ reason: '', message: '' })).toContain('no reason given');
  });
});
