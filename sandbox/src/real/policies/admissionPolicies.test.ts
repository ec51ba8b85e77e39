import {
  createClusterClient,
  loadKubeConfig,
} from '@hostmaster/kubernetes-runtime';
import { counterparts } from '../counterparts';
import { installDefinitions } from '../installDefinitions';
import { startKubeApiServer } from '../startKubeApiServer';
import { memoryCaseServer, realCaseServer } from './CaseServer';
import { describePolicyTable } from './describePolicyTable';
import { policyCases } from './policyCases';

describePolicyTable('the memory cluster', async () =>
  memoryCaseServer(Object.values(policyCases().users)),
);

const { kubeApiServer } = counterparts(
  'the ValidatingAdmissionPolicies on a real kube-apiserver',
  ['kubeApiServer'],
);

if (kubeApiServer) {
  describePolicyTable('a real kube-apiserver', async () => {
    const server = await startKubeApiServer(kubeApiServer);
    const kubeConfig = await loadKubeConfig({
      kind: 'file',
      path: server.kubeconfig,
    });
    const client = createClusterClient({ name: 'real', kubeConfig });
    await installDefinitions(client);
    await client.close();
    const asked = realCaseServer(server.kubeconfig);
    return {
      ask: asked.ask,
      async close() {
        await asked.close();
        await server.close();
      },
    };
  });
} else {
  describe.skip('ValidatingAdmissionPolicies on a real kube-apiserver', () => {
    it('refuse what the table says', () => {});
  });
}
