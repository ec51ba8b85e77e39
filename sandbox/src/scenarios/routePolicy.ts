import {
  ClusterClient,
  KubernetesError,
  KubernetesObject,
} from '@hostmaster/kubernetes-runtime';
import { kindOf } from '../actors/gitOps/manifests';

/**
 * The admission policy for routes, in the mode it ships with for ListenerSets: Warn and Audit. The namespace's own HostnameGrant
 * is its parameter.
 */
export async function installRoutePolicy(client: ClusterClient): Promise<void> {
  for (const object of [policy(), policyBinding()]) {
    await client.create(kindOf(object), object).catch(error => {
      if (!(error instanceof KubernetesError && error.code === 'AlreadyExists'))
        throw error;
    });
  }
}

function policy(): KubernetesObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'hostnames-granted' },
    spec: {
      failurePolicy: 'Fail',
      paramKind: {
        apiVersion: 'hostmaster.dev/v1alpha1',
        kind: 'HostnameGrant',
      },
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: ['gateway.networking.k8s.io'],
            apiVersions: ['v1'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['httproutes', 'grpcroutes'],
          },
        ],
      },
      validations: [
        {
          expression:
            "has(object.spec.hostnames) && object.spec.hostnames.all(h, params.spec.hostnames.exists(g, g.hostname == h || (g.hostname.startsWith('*.') && h.endsWith(g.hostname.substring(1)))))",
          message:
            'the route names a hostname that was not granted to this namespace',
        },
      ],
    },
  } as KubernetesObject;
}

/** Binds the policy to the namespaces that enforce it. */
export function policyBinding(): KubernetesObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'hostnames-granted' },
    spec: {
      policyName: 'hostnames-granted',
      paramRef: { name: 'hostnames', parameterNotFoundAction: 'Deny' },
      matchResources: {
        namespaceSelector: {
          matchLabels: { 'hostmaster.dev/enforce': 'true' },
        },
      },
      validationActions: ['Warn', 'Audit'],
    },
  } as KubernetesObject;
}
