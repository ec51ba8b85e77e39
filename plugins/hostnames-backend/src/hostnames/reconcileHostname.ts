import { RequestObject } from '../gateways/kinds';
import { ChainDeps } from './ChainDeps';
import { Pass, PassResult, PassTools } from './Pass';

/**
 * One pass over one request: brings it about, or takes it away when it is being deleted; then one status patch if anything
 * changed. May be interrupted anywhere and called again.
 */
export async function reconcileHostname(
  request: RequestObject,
  deps: ChainDeps,
  tools: PassTools,
): Promise<PassResult> {
  const pass = new Pass(request, deps, tools);
  return request.metadata.deletionTimestamp ? pass.release() : pass.apply();
}
