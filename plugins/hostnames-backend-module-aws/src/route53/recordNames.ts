import { canonicalName } from '@hostmaster/backstage-plugin-hostnames-node';

/**
 * A name as Route 53 lists it, as everybody else writes it: `\052.example.com.` becomes `*.example.com`. Escaped dots stay
 * escaped: they do not end a label. (Route 53 guide, "DNS domain name format")
 */
export function readRecordName(listed: string): string {
  const unescaped = listed.replace(/\\([0-7]{3})/g, (escape, octal: string) => {
    const character = String.fromCharCode(parseInt(octal, 8));
    return character === '.' || character === '\\' ? escape : character;
  });
  return canonicalName(unescaped);
}

/** The other way round, with trailing dot. `*` needs no escape in requests. */
export function writeRecordName(name: string): string {
  const escaped = canonicalName(name).replace(
    /[^a-z0-9\-_.*\\]/g,
    character => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `${escaped}.`;
}
