import { AcmService } from './acm/AcmService';
import { AcmState } from './acm/AcmState';
import { AcmSwitches } from './acm/AcmSwitches';
import { CertificateAuthority } from './acm/CertificateAuthority';
import { CertificateLifecycle } from './acm/CertificateLifecycle';
import { DomainPolicy } from './acm/domainPolicy';
import { AwsWorld } from './core/AwsWorld';
import { ElbService } from './elb/ElbService';
import { ElbState } from './elb/ElbState';
import { ElbSwitches } from './elb/ElbSwitches';
import { LoadBalancerAddresses } from './elb/LoadBalancerAddresses';
import { Route53State } from './route53/Route53State';

/** ACM and the load balancers of one region. @public */
export interface AwsRegion {
  name: string;
  acm: AcmState;
  lifecycle: CertificateLifecycle;
  certificates: AcmSwitches;
  elb: ElbState;
  loadBalancers: ElbSwitches;
}

/** A region with what answers its calls. @internal */
export interface ServedRegion extends AwsRegion {
  acmService: AcmService;
  elbService: ElbService;
}

/** What all regions share. @internal */
export interface RegionParts {
  world: AwsWorld;
  route53: Route53State;
  authority: CertificateAuthority;
  addresses: LoadBalancerAddresses;
  domainPolicy: DomainPolicy;
  track: <T>(work: Promise<T>) => Promise<T>;
}

/** The regions of an account, each made when it is first asked for. @internal */
export class RegionMap {
  private readonly known = new Map<string, ServedRegion>();

  constructor(private readonly parts: RegionParts) {}

  get(name: string): ServedRegion {
    let region = this.known.get(name);
    if (!region) {
      region = this.make(name);
      this.known.set(name, region);
    }
    return region;
  }

  all(): ServedRegion[] {
    return [...this.known.values()];
  }

  /** Whether an alias may point at a load balancer (of any region that was used so far). */
  aliasTarget(
    zoneId: string,
    dnsName: string,
  ): { liesWithin: boolean; found: boolean } {
    for (const { elb } of this.known.values()) {
      const target = elb.aliasTarget(zoneId, dnsName);
      if (target.liesWithin) return target;
    }
    return { liesWithin: false, found: false };
  }

  private make(name: string): ServedRegion {
    const { world, route53, authority, addresses, domainPolicy, track } =
      this.parts;
    const acm = new AcmState(world, name, authority, track);
    const lifecycle = new CertificateLifecycle(acm, route53, domainPolicy);
    const elb = new ElbState(world, name, acm, addresses);
    return {
      name,
      acm,
      lifecycle,
      certificates: new AcmSwitches(acm, lifecycle),
      elb,
      loadBalancers: new ElbSwitches(elb),
      acmService: new AcmService(world, { state: acm, lifecycle }),
      elbService: new ElbService(world, elb),
    };
  }
}
