import {
  DnsProvider,
  DnsZone,
  ZoneView,
} from '@hostmaster/backstage-plugin-hostnames-node';

/** The zones of all DNS providers, for questions of users. Reads views, never the provider one question at a time. */
export class ZonesView {
  constructor(private readonly providers: () => DnsProvider[]) {}

  /** `failed`: some provider could not tell, so a zone that is missing may exist all the same. */
  async zones(
    signal: AbortSignal,
  ): Promise<{ zones: DnsZone[]; failed?: string }> {
    const answers = await Promise.all(
      this.providers().map(provider =>
        provider.zones({ signal }).then(
          ({ zones }) => ({ zones, failed: undefined }),
          (error: Error) => ({ zones: [] as DnsZone[], failed: error.message }),
        ),
      ),
    );
    return {
      zones: answers.flatMap(({ zones }) => zones),
      failed: answers.find(({ failed }) => failed !== undefined)?.failed,
    };
  }

  /** `undefined`: the zone cannot be looked into now. */
  async view(
    zoneId: string,
    signal: AbortSignal,
  ): Promise<ZoneView | undefined> {
    for (const provider of this.providers()) {
      try {
        return await provider.view(zoneId, { signal });
      } catch {
        // Another provider may have the zone; when none has, nothing is claimed about its records.
      }
    }
    return undefined;
  }
}
