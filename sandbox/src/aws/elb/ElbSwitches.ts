import { ElbState, LoadBalancerInput } from './ElbState';
import { LoadBalancer, LoadBalancerStateCode, Target } from './LoadBalancer';

/**
 * What people and tests may do to load balancers behind the API's back.
 *
 * @public
 */
export class ElbSwitches {
  constructor(private readonly state: ElbState) {}

  /** Puts an active load balancer in place, past all limits. */
  put(input: LoadBalancerInput): LoadBalancer {
    return this.state.createLoadBalancer(input, { active: true });
  }

  setState(arn: string, code: LoadBalancerStateCode): void {
    const loadBalancer = this.state.loadBalancer(arn);
    loadBalancer.state = code;
    this.state.changed(loadBalancer, code);
  }

  /** Deletes a load balancer with everything on it, protected or not. */
  remove(arn: string): void {
    this.state.deleteLoadBalancer(this.state.loadBalancer(arn));
  }

  /** Detaches a certificate from the list of every listener of a load balancer. */
  detachCertificate(loadBalancerArn: string, certificateArn: string): void {
    const loadBalancer = this.state.loadBalancer(loadBalancerArn);
    for (const listener of loadBalancer.listeners.values()) {
      listener.certificates = listener.certificates.filter(
        arn => arn !== certificateArn,
      );
    }
    this.state.certificatesChanged(loadBalancer);
    this.state.changed(loadBalancer, 'certificatesChanged');
  }

  /** Sets the health of all targets of a target group. */
  setTargetHealth(targetGroupArn: string, health: Target['state']): void {
    const targetGroup = this.state.targetGroup(targetGroupArn);
    for (const target of targetGroup.targets.values()) target.state = health;
    for (const loadBalancer of this.state.usersOf(targetGroup))
      this.state.changed(loadBalancer, 'targetHealth');
  }
}
