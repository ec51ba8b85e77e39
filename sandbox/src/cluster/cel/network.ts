import { BlockList, isIP, isIPv4 } from 'node:net';

/** An IP address inside an expression. @internal */
export class Ip {
  readonly family: 4 | 6;

  /** @throws Error for a text that is not an address. */
  constructor(readonly text: string) {
    if (isIP(text) === 0)
      throw new Error(
        `IP Address ${JSON.stringify(
          text,
        )} parse error during conversion from string`,
      );
    this.family = isIPv4(text) ? 4 : 6;
  }

  get isLoopback(): boolean {
    return (
      this.text === '::1' || (this.family === 4 && this.text.startsWith('127.'))
    );
  }

  get isUnspecified(): boolean {
    return this.text === '0.0.0.0' || this.text === '::';
  }
}

/** An address range inside an expression. @internal */
export class Cidr {
  readonly ip: Ip;
  readonly prefixLength: number;
  private readonly range = new BlockList();

  /** @throws Error for a text that is not a range. */
  constructor(text: string) {
    const [address, bits] = text.split('/');
    if (!Cidr.canParse(text))
      throw new Error(
        `network address parse error during conversion from string: ${text}`,
      );
    this.ip = new Ip(address);
    this.prefixLength = Number(bits);
    this.range.addSubnet(
      address,
      this.prefixLength,
      this.ip.family === 4 ? 'ipv4' : 'ipv6',
    );
  }

  static canParse(this: void, text: string): boolean {
    const [address, bits, ...rest] = text.split('/');
    const family = isIP(address);
    return (
      family !== 0 &&
      rest.length === 0 &&
      /^\d{1,3}$/.test(bits ?? '') &&
      Number(bits) <= (family === 4 ? 32 : 128)
    );
  }

  contains(ip: Ip): boolean {
    return this.range.check(ip.text, ip.family === 4 ? 'ipv4' : 'ipv6');
  }
}
