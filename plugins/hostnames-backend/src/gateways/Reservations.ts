/** Which request, `namespace/name`, is promised a place on which gateway. */
export class Reservations {
  private readonly byRequest = new Map<string, string>();
  private readonly byGateway = new Map<string, Set<string>>();

  /** The gateway that a request is promised. */
  of(request: string): string | undefined {
    return this.byRequest.get(request);
  }

  /** The requests that are promised a place on a gateway. */
  on(gateway: string): Iterable<string> {
    return this.byGateway.get(gateway) ?? [];
  }

  /** Gateways on which a place is promised. */
  gateways(): Iterable<string> {
    return this.byGateway.keys();
  }

  /** A request has one place at a time: what it was promised before is free. */
  keep(request: string, gateway: string): void {
    this.drop(request);
    this.byRequest.set(request, gateway);
    const requests = this.byGateway.get(gateway) ?? new Set();
    this.byGateway.set(gateway, requests.add(request));
  }

  drop(request: string): void {
    const gateway = this.byRequest.get(request);
    if (gateway === undefined) return;
    this.byRequest.delete(request);
    const others = this.byGateway.get(gateway);
    others?.delete(request);
    if (others?.size === 0) this.byGateway.delete(gateway);
  }
}
