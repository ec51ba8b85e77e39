/** Whether a name can be put into a DNS question: printable labels of 1 to 63 octets, 253 in all (RFC 1035 §2.3.4). */
export function isQueryableName(name: string): boolean {
  const plain = name.replace(/\.$/, '');
  if (plain.length === 0 || plain.length > 253 || !/^[\x21-\x7e]+$/.test(plain))
    return false;
  return plain
    .split('.')
    .every(label => label.length >= 1 && label.length <= 63);
}
