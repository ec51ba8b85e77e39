import { Clock, Random } from '@hostmaster/kubernetes-runtime';
import { AcmSwitches } from './acm/AcmSwitches';
import {
  CertificateAuthority,
  RootAuthority,
} from './acm/CertificateAuthority';
import { DomainPolicy, usualDomainPolicy } from './acm/domainPolicy';
import { AwsRegion, RegionMap } from './AwsRegion';
import { AwsWorld } from './core/AwsWorld';
import { CallLog } from './core/CallLog';
import { AwsChange, ChangeFeed } from './core/ChangeFeed';
import { Dispatcher } from './core/Dispatcher';
import { Faults } from './core/Faults';
import { Timeline } from './core/Timeline';
import { AwsDelays, awsDelays } from './delays';
import { ElbSwitches } from './elb/ElbSwitches';
import { LoadBalancerAddresses } from './elb/LoadBalancerAddresses';
import { IamService } from './iam/IamService';
import { IamState } from './iam/IamState';
import { AwsLimits, awsLimits } from './limits';
import { PublicDns } from './route53/PublicDns';
import { Route53Service } from './route53/Route53Service';
import { Route53State } from './route53/Route53State';
import { Route53Switches } from './route53/Route53Switches';

/** @public */
export interface AwsOptions {
  clock: Clock;
  random: Random;
  /** 12 digits. */
  accountId: string;
  /** The region of calls that do not name one, and of what is seeded. Other regions come into being when they are called. */
  region: string;
  /** The published limits when left out. */
  limits?: AwsLimits;
  /** The delays of the real service when left out. */
  delays?: AwsDelays;
  /** Names that ACM refuses. */
  domainPolicy?: DomainPolicy;
  /** The root of an earlier run; a new one when left out. */
  rootAuthority?: RootAuthority;
  /** Told of asynchronous cryptography, so that a virtual clock waits for it; the clock's own `track` when it has one. */
  track?: <T>(work: Promise<T>) => Promise<T>;
}

/** An emulated AWS account. @public */
export interface Aws {
  /** Answers one request as AWS would; rejects when a fault cuts the connection. */
  handle(request: Request): Promise<Response>;
  readonly accountId: string;
  readonly region: string;
  readonly limits: AwsLimits;
  readonly delays: AwsDelays;
  readonly callLog: CallLog;
  readonly faults: Faults;
  /** State, for reading. */
  readonly route53: Route53State;
  readonly iam: IamState;
  readonly authority: CertificateAuthority;
  readonly publicDns: PublicDns;
  readonly addresses: LoadBalancerAddresses;
  /** A region's state; the account's own region when no name is given. */
  inRegion(name?: string): AwsRegion;
  regions(): AwsRegion[];
  /** Things done behind the API's back. */
  readonly zones: Route53Switches;
  readonly certificates: AcmSwitches;
  readonly loadBalancers: ElbSwitches;
  onChange(listener: (change: AwsChange) => void): () => void;
  /** Nothing happens by itself any more. */
  close(): void;
}

/**
 * Makes an emulated AWS account: Route 53, ACM, ELBv2 and IAM users, with the limits, delays and errors of the real ones.
 *
 * @public
 */
export function createAws(options: AwsOptions): Aws {
  const { clock, random, accountId, region } = options;
  const limits = options.limits ?? awsLimits;
  const delays = options.delays ?? awsDelays;
  const changes = new ChangeFeed();
  const timeline = new Timeline(clock);
  const world = new AwsWorld(
    accountId,
    region,
    timeline,
    random,
    limits,
    delays,
    changes,
  );
  const authority = new CertificateAuthority(
    () => clock.now(),
    options.rootAuthority,
  );
  const addresses = new LoadBalancerAddresses();
  const route53 = new Route53State(world);
  const iam = new IamState(world);
  const regions = new RegionMap({
    world,
    route53,
    authority,
    addresses,
    domainPolicy: options.domainPolicy ?? usualDomainPolicy,
    track: options.track ?? trackOf(clock),
  });
  route53.aliasTargets = (zoneId, dnsName) =>
    regions.aliasTarget(zoneId, dnsName);
  const callLog = new CallLog();
  const faults = new Faults(clock, random, () =>
    changes.emit({ kind: 'faults' }),
  );
  const route53Service = new Route53Service(world, route53);
  const iamService = new IamService(world, iam);
  const dispatcher = new Dispatcher(world, callLog, faults, (service, name) => {
    if (service === 'route53') return route53Service;
    if (service === 'iam') return iamService;
    return service === 'acm'
      ? regions.get(name).acmService
      : regions.get(name).elbService;
  });
  return {
    handle: request => dispatcher.handle(request),
    accountId,
    region,
    limits,
    delays,
    callLog,
    faults,
    route53,
    iam,
    authority,
    publicDns: new PublicDns(route53),
    addresses,
    inRegion: name => regions.get(name ?? region),
    regions: () => regions.all(),
    zones: new Route53Switches(route53),
    certificates: regions.get(region).certificates,
    loadBalancers: regions.get(region).loadBalancers,
    onChange: listener => changes.subscribe(listener),
    close: () => timeline.close(),
  };
}

function trackOf(clock: Clock): <T>(work: Promise<T>) => Promise<T> {
  const tracking = clock as Clock & {
    track?: <T>(work: Promise<T>) => Promise<T>;
  };
  if (typeof tracking.track !== 'function') return work => work;
  return work => tracking.track!(work);
}
