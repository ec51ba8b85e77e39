/** What a permission rule asks of the read model, in a form that can become a query. Values are compared in lower case. */
export interface HostnameCriterion {
  field: 'owner' | 'namespace' | 'cluster' | 'suffix';
  /** One of these. No value: nothing matches. */
  values: string[];
}
