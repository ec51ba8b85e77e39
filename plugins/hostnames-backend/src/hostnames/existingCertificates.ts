import {
  Certificate,
  CertificateInventory,
  CertificateProvider,
  ProviderError,
} from '@hostmaster/backstage-plugin-hostnames-node';

/** Certificates that others made and renew, in whatever provider there is: looked up, never requested, never deleted. */
export function existingCertificates(
  providers: () => CertificateProvider[],
): CertificateProvider {
  return {
    id: 'existing',
    capabilities: { validation: 'self' },
    async inventory(options) {
      const inventories: CertificateInventory[] = [];
      for (const provider of providers()) {
        inventories.push(await provider.inventory(options));
      }
      return merged(inventories);
    },
    find: async () => undefined,
    async request() {
      throw new ProviderError(
        'invalid',
        'certificates: existing makes no certificates',
      );
    },
    async describe(ref, options) {
      for (const provider of providers()) {
        const detail = await provider.describe(ref, options);
        if (detail) return detail;
      }
      return undefined;
    },
    delete: async () => ({ kind: 'gone' }),
    onChange: () => () => {},
    health: () => ({ budgets: [], views: [] }),
  };
}

function merged(inventories: CertificateInventory[]): CertificateInventory {
  return {
    listedAt: Math.min(...inventories.map(({ listedAt }) => listedAt)),
    get: ref => inventories.map(each => each.get(ref)).find(Boolean),
    ownedBy: () => [],
    covering: names =>
      inventories.flatMap(each => each.covering(names)).sort(longestValid),
    *all() {
      for (const inventory of inventories) yield* inventory.all();
    },
  };
}

/** The same one every time, so that what is attached does not change from look to look. */
function longestValid(left: Certificate, right: Certificate): number {
  return (
    (right.notAfter ?? 0) - (left.notAfter ?? 0) ||
    (left.ref < right.ref ? -1 : 1)
  );
}
