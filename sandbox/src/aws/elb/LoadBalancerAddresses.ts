/**
 * The loopback addresses of the emulated load balancers: 127.53.0.1, 127.53.0.2 and so on. All of 127/8 works on Linux; where
 * it does not, `shareOne` puts all on one address and the edge tells load balancers apart by name.
 *
 * @public
 */
export class LoadBalancerAddresses {
  private next = 1;
  private readonly byArn = new Map<string, string>();
  private readonly byAddress = new Map<string, string>();
  private shared: string | undefined;

  allot(arn: string): string {
    const number = this.next++;
    const address = `127.53.${(number >> 8) & 255}.${number & 255}`;
    this.byArn.set(arn, address);
    this.byAddress.set(address, arn);
    return address;
  }

  release(arn: string): void {
    this.byAddress.delete(this.byArn.get(arn) ?? '');
    this.byArn.delete(arn);
  }

  /** Where a load balancer answers. */
  of(arn: string): string | undefined {
    const own = this.byArn.get(arn);
    return own === undefined ? undefined : this.shared ?? own;
  }

  /** The load balancer (its ARN) that has an address to itself. */
  loadBalancerAt(address: string): string | undefined {
    return this.shared === undefined ? this.byAddress.get(address) : undefined;
  }

  /** From now on all load balancers answer at one address. */
  shareOne(address: string): void {
    this.shared = address;
  }

  get isShared(): boolean {
    return this.shared !== undefined;
  }
}
