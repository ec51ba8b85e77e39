export interface Config {
  hostnames?: {
    scaffolder?: {
      /** GitOps repositories that pull requests go to, by a name that templates and users see. Without any, no pull request can be opened. */
      repositories?: {
        [name: string]: {
          /** `github.com?owner=acme&repo=gitops`; the host is one of `integrations`. Not with `provider: local`. */
          url?: string;
          /** Guessed from the host when left out: github. */
          provider?: 'github' | 'gitlab' | 'gitea' | 'local';
          /** With `provider: local`: the folder that manifests are written to. */
          folder?: string;
          /** Base branch; default main. */
          branch?: string;
          /** Pattern of a manifest's path; default `clusters/{cluster}/{namespace}/{name}.yaml`. */
          path?: string;
          /** Who applies the repository; default flux. */
          engine?: 'flux' | 'argocd';
          /** The cluster that `{cluster}` in the path stands for. */
          cluster?: string;
          /** Environments whose requests go here. */
          environments?: string[];
          /** Users, or `org/team`, asked to review. */
          reviewers?: string[];
          labels?: string[];
        };
      };
    };
  };
}
