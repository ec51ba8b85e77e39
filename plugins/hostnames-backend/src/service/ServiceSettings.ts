import { NamePolicy } from '@hostmaster/backstage-plugin-hostnames-common';
import { GatewayProfile } from '@hostmaster/backstage-plugin-hostnames-node';

/** A repository that pull requests go to. */
export interface RepositorySettings {
  name: string;
  url: string;
  branch: string;
  path: string;
  engine: string;
  environments?: string[];
  /** What `{cluster}` in the path stands for. */
  cluster?: string;
}

/** What the API needs of the configuration. */
export interface ServiceSettings {
  policy: NamePolicy;
  profiles: GatewayProfile[];
  environments: string[];
  repositories: RepositorySettings[];
  issuers: Array<{ name: string; kind: string; acme: string }>;
  clusters: string[];
  edgeNamespace: string;
}
