import { screen } from '@testing-library/react';
import {
  renderInTestApp,
  TestApiProvider,
} from '@backstage/frontend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import {
  pullRequestFiles,
  type FormOptions,
} from '@hostmaster/backstage-plugin-hostnames-common';
import type { HostnamesApi } from '../../api/HostnamesApi';
import { hostnamesApiRef } from '../../api/hostnamesApiRef';
import { ManifestPreviewField } from './ManifestPreviewField';
import type { ManifestPreviewProps } from './schema';

const shop: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'shop',
    namespace: 'default',
    annotations: {
      'backstage.io/kubernetes-namespace': 'shop-ns',
      'backstage.io/kubernetes-id': 'shop',
    },
  },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/checkout' }],
};
const bare: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'bare' },
};

const formOptions: FormOptions = {
  profiles: [],
  environments: ['prod'],
  zones: [],
  repositories: [
    {
      name: 'gitops',
      url: 'github.com?owner=acme&repo=gitops',
      branch: 'main',
      path: 'clusters/{cluster}/{namespace}/{name}.yaml',
      engine: 'flux',
      environments: ['prod'],
      cluster: 'prod-eu',
    },
  ],
  clusters: ['prod-eu', 'prod-us'],
  edgeNamespace: 'edge',
};

const complete = {
  entity: 'component:default/shop',
  hostname: 'shop.example.com',
  environment: 'prod',
  profile: 'alb-public',
  serviceName: 'shop',
  servicePort: 8080,
  comment: 'not in any manifest',
};

function render(formData: object, uiOptions: object = {}) {
  const onChange = jest.fn();
  const props = {
    onChange,
    schema: {},
    uiSchema: { 'ui:options': uiOptions },
    formContext: { formData },
  } as unknown as ManifestPreviewProps;
  renderInTestApp(
    <TestApiProvider
      apis={[
        [
          hostnamesApiRef,
          {
            getFormOptions: async () => formOptions,
          } as Partial<HostnamesApi> as HostnamesApi,
        ],
        [catalogApiRef, catalogApiMock({ entities: [shop, bare] })],
      ]}
    >
      <ManifestPreviewField {...props} />
    </TestApiProvider>,
  );
  return onChange;
}

describe('ManifestPreviewField', () => {
  it('shows byte for byte what the action writes, with its path, and stores nothing', async () => {
    const onChange = render(complete);

    const { comment, entity, ...form } = complete;
    const [file] = pullRequestFiles(
      { kind: 'hostname-request', ...form },
      {
        namespace: 'shop-ns',
        owner: 'group:default/checkout',
        component: 'component:default/shop',
        kubernetesId: 'shop',
        cluster: 'prod-eu',
        pathPattern: formOptions.repositories[0].path,
        edgeNamespace: 'edge',
      },
    );
    expect(await screen.findByText(file.path)).toBeInTheDocument();
    expect(screen.getByLabelText(file.path).textContent).toBe(file.content);
    expect(
      screen.getByText('1 file for repository gitops'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: `Copy content of ${file.path}` }),
    ).toBeInTheDocument();
    expect(onChange).not.toHaveBeenCalled();
  });

  it('reads the form by the names that the template uses', async () => {
    const { hostname, ...rest } = complete;

    render(
      { ...rest, existing: hostname },
      { kind: 'route', fields: { hostname: 'existing' } },
    );

    expect(await screen.findByText(/kind: HTTPRoute/)).toBeInTheDocument();
  });

  it.each([
    ['the name', { ...complete, hostname: undefined }, /hostname: is needed/],
    ['the service', { ...complete, entity: undefined }, /entity: is needed/],
    [
      'the environment',
      { ...complete, environment: undefined },
      /environment: is needed/,
    ],
    [
      'a repository for the environment',
      { ...complete, environment: 'dev' },
      /no repository is configured for "dev"/,
    ],
    [
      'a known service',
      { ...complete, entity: 'component:default/gone' },
      /is not in the catalog/,
    ],
    [
      'a namespace of the service',
      { ...complete, entity: 'component:default/bare' },
      /kubernetes-namespace/,
    ],
    [
      'a usable profile',
      { ...complete, profile: 'Not A Name' },
      /profile: must be lower-case/,
    ],
  ])('says that %s is missing', async (_, formData, problem) => {
    render(formData);

    expect(await screen.findByText(problem)).toBeInTheDocument();
  });
});
