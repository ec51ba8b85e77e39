import { shown } from './shown';

const NUMBER = /^(?:[0-9]+|0x[0-9a-f]*)$/;

/**
 * Every program that reads URLs takes a name whose last label is a number for an IPv4 address (WHATWG URL, "ends in a
 * number"), so `10.0.0.1`, `2130706433` and `0x7f.1` are addresses and never hostnames.
 *
 * @internal
 */
export function ipv4Problem(name: string): string | undefined {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return NUMBER.test(last)
    ? `"${shown(
        name,
      )}" is read as an IPv4 address, because its last part is a number. Write a hostname, such as shop.example.com.`
    : undefined;
}
