/** Lower case, without trailing dot: `Example.COM.` becomes `example.com`. @public */
export function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}
