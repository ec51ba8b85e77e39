/**
 * Who a thing in the outside world belongs to: stable over restarts and over a rebuilt cluster. The uid only tells
 * incarnations of a request apart and is not part of it.
 *
 * @public
 */
export interface RequestIdentity {
  installation: string;
  cluster: string;
  namespace: string;
  name: string;
}
