import type { ComponentType } from 'react';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  renderInTestApp,
  TestApiProvider,
} from '@backstage/frontend-test-utils';
import type {
  FormOptions,
  HostnameList,
} from '@hostmaster/backstage-plugin-hostnames-common';
import type { HostnamesApi, HostnamesQuery } from '../../api/HostnamesApi';
import { hostnamesApiRef } from '../../api/hostnamesApiRef';
import { HostnameEnvironmentField } from './EnvironmentField';
import { ExistingHostnameField } from './ExistingHostnameField';
import { HostnameProfileField } from './ProfileField';
import type { OptionFieldProps } from './schema';
import { HostnameZoneField } from './ZoneField';

const formOptions: FormOptions = {
  profiles: [
    {
      name: 'alb-public',
      certificates: 'acm',
      placement: 'pool',
      environments: ['prod'],
    },
    {
      name: 'envoy',
      certificates: 'existing',
      placement: 'static',
      environments: ['staging'],
    },
  ],
  environments: ['prod', 'staging'],
  zones: [
    { id: 'Z1', name: 'example.com', visibility: 'public' },
    { id: 'Z2', name: 'internal.example.com', visibility: 'private' },
  ],
  repositories: [],
  clusters: ['prod'],
  edgeNamespace: 'edge',
};

function render(
  Field: ComponentType<OptionFieldProps>,
  options: {
    form?: object;
    value?: string;
    required?: boolean;
    api?: Partial<HostnamesApi>;
  } = {},
) {
  const { form = {}, value, required, api } = options;
  const onChange = jest.fn();
  const props = {
    onChange,
    formData: value,
    required,
    schema: {},
    uiSchema: {},
    idSchema: { $id: 'root_field' },
    formContext: { formData: form },
  } as unknown as OptionFieldProps;
  renderInTestApp(
    <TestApiProvider
      apis={[
        [
          hostnamesApiRef,
          { getFormOptions: async () => formOptions, ...api } as HostnamesApi,
        ],
      ]}
    >
      <Field {...props} />
    </TestApiProvider>,
  );
  return onChange;
}

async function offered(): Promise<string[]> {
  await waitFor(() =>
    expect(screen.queryByText('Loading the choices …')).not.toBeInTheDocument(),
  );
  await userEvent.click(
    await screen.findByRole('button', {
      name: /root_field|Profile|Zone|Environment|Hostname|.*/,
    }),
  );
  return within(await screen.findByRole('listbox'))
    .getAllByRole('option')
    .map(option => option.textContent ?? '');
}

describe('the fields with choices', () => {
  it('offer the profiles that the environment allows', async () => {
    render(HostnameProfileField, { form: { environment: 'prod' } });

    expect(await offered()).toEqual(['alb-public']);
  });

  it('offer all environments', async () => {
    render(HostnameEnvironmentField);

    expect(await offered()).toEqual(['prod', 'staging']);
  });

  it('offer public zones only for names on the internet, and the choice of none', async () => {
    render(HostnameZoneField, { form: { visibility: 'internet-facing' } });

    expect(await offered()).toEqual([
      'By the hostname',
      'example.com (public, Z1)',
    ]);
  });

  it('choose by themselves where a value is needed and there is only one', async () => {
    const onChange = render(HostnameProfileField, {
      form: { environment: 'staging' },
      required: true,
    });

    await waitFor(() => expect(onChange).toHaveBeenCalledWith('envoy'));
  });

  it('say that a value is not offered any more', async () => {
    render(HostnameProfileField, { value: 'nlb' });

    expect(
      await screen.findByText(
        'nlb is not offered any more. Choose another one.',
      ),
    ).toBeInTheDocument();
  });

  it('say why nothing is offered, and try again', async () => {
    let fails = true;
    render(HostnameEnvironmentField, {
      api: {
        getFormOptions: async () => {
          if (fails) throw new Error('The database is locked');
          return formOptions;
        },
      },
    });
    expect(
      await screen.findByText(/could not be loaded: .*The database is locked/),
    ).toBeInTheDocument();

    fails = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(await offered()).toEqual(['prod', 'staging']);
  });

  it('offer the hostnames of the chosen entity, wildcards included', async () => {
    const asked: HostnamesQuery[] = [];
    const items = ['*.example.com', 'shop.example.com'].map(hostname => ({
      hostname,
      ref: { cluster: 'prod', namespace: 'shop', name: hostname },
      verdict: { label: 'Live' },
    }));
    render(ExistingHostnameField, {
      form: { entity: 'component:default/shop' },
      api: {
        listHostnames: async query => {
          asked.push(query);
          return { items, totalItems: 2 } as unknown as HostnameList;
        },
      },
    });

    expect(await offered()).toEqual([
      '*.example.com (Live)',
      'shop.example.com (Live)',
    ]);
    expect(asked[0].entity).toEqual(['component:default/shop']);
  });

  it('say that there is no hostname to choose yet', async () => {
    render(ExistingHostnameField, {
      api: {
        listHostnames: async () =>
          ({ items: [], totalItems: 0 } as unknown as HostnameList),
      },
    });

    expect(
      await screen.findByText(
        'There are no hostnames to choose from yet. Request one first.',
      ),
    ).toBeInTheDocument();
  });
});
