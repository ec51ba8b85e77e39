import { loadKubeConfig } from '@hostmaster/kubernetes-runtime';
import { describeRuntimeContract } from '@hostmaster/kubernetes-runtime/testUtils';
import { counterparts } from './counterparts';
import { startKubeApiServer } from './startKubeApiServer';

const { kubeApiServer } = counterparts(
  'the runtime contract against a real kube-apiserver',
  ['kubeApiServer'],
);

// The memory cluster passes the same suite in ../cluster/runtimeContract.test.ts. No case differs.
if (kubeApiServer) {
  describeRuntimeContract('kube-apiserver and etcd', async () => {
    const server = await startKubeApiServer(kubeApiServer);
    return {
      kubeConfig: await loadKubeConfig({
        kind: 'file',
        path: server.kubeconfig,
      }),
      cleanup: server.close,
    };
  });
} else {
  describe.skip('runtime contract: kube-apiserver and etcd', () => {
    it('passes the suite that the memory cluster passes', () => {});
  });
}
