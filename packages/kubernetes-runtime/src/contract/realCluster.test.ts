import { loadKubeConfig } from '../client/loadKubeConfig';
import { describeRuntimeContract } from '../testUtils/runtimeContract';

/**
 * Runs the contract against a real API server: set KUBERNETES_CONTRACT_KUBECONFIG to the path of an administrator's kubeconfig
 * of a cluster that may be played with. CRDs of hostmaster.dev are installed there.
 */
const path = process.env.KUBERNETES_CONTRACT_KUBECONFIG;

if (path) {
  describeRuntimeContract('real kube-apiserver', async () => ({
    kubeConfig: await loadKubeConfig({ kind: 'file', path }),
    cleanup: async () => {},
  }));
} else {
  describe('runtime contract: real kube-apiserver', () => {
    it.skip('needs KUBERNETES_CONTRACT_KUBECONFIG', () => {});
  });
}
