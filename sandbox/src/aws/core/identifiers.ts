import { Random } from '@hostmaster/kubernetes-runtime';

const HEX = '0123456789abcdef';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const DIGITS = '0123456789';

/** Identifiers in the shapes AWS uses, all from the injected random numbers. @public */
export class Identifiers {
  constructor(private readonly random: Random) {}

  hex(length: number): string {
    return this.from(HEX, length);
  }

  upper(length: number): string {
    return this.from(UPPER, length);
  }

  digits(length: number): string {
    return this.from(DIGITS, length);
  }

  uuid(): string {
    const hex = this.hex(32);
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `a${hex.slice(17, 20)}`,
      hex.slice(20),
    ].join('-');
  }

  /** A whole number from 0 to `below` - 1. */
  number(below: number): number {
    return Math.floor(this.random() * below);
  }

  private from(alphabet: string, length: number): string {
    let text = '';
    for (let index = 0; index < length; index++)
      text += alphabet[this.number(alphabet.length)];
    return text;
  }
}
