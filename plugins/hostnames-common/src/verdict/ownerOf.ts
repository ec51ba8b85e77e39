/**
 * An owner in a sentence and where the catalog shows it: `group:default/checkout` → `checkout`, `/catalog/default/group/checkout`.
 *
 * @internal
 */
export function ownerOf(ref: string | undefined): {
  name: string | undefined;
  url?: string;
} {
  if (!ref) return { name: undefined };
  const match = /^([^:/\s]+):([^:/\s]+)\/([^:/\s]+)$/.exec(ref);
  if (!match) return { name: ref };
  const [, kind, namespace, name] = match;
  return {
    name,
    url: `/catalog/${[namespace, kind, name]
      .map(part => encodeURIComponent(part))
      .join('/')}`,
  };
}
