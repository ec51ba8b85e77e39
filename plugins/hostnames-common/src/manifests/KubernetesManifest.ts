/** An object as it is written into Git. @public */
export interface KubernetesManifest {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec?: Record<string, unknown>;
  [field: string]: unknown;
}

/** A file of a pull request; the path is relative to the repository. @public */
export interface ManifestFile {
  path: string;
  content: string;
}
