import { useState } from 'react';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  renderInTestApp,
  TestApiProvider,
} from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import type { Availability } from '@hostmaster/backstage-plugin-hostnames-common';
import type { HostnamesApi } from '../../api/HostnamesApi';
import { hostnamesApiRef } from '../../api/hostnamesApiRef';
import { HostnameField } from './HostnameField';
import type { HostnameFieldProps } from './schema';

type Answer = (hostname: string) => Partial<Availability> | Promise<never>;

function Form({ rawErrors }: { rawErrors?: string[] }) {
  const [formData, setFormData] = useState<string | undefined>();
  const props = {
    onChange: setFormData,
    onBlur: () => {},
    onFocus: () => {},
    formData,
    rawErrors,
    required: true,
    schema: {},
    uiSchema: {},
    idSchema: { $id: 'root_hostname' },
    formContext: { formData: { profile: 'alb-public' } },
  } as unknown as HostnameFieldProps;
  return (
    <>
      <HostnameField {...props} />
      <output aria-label="value of the form">{formData}</output>
    </>
  );
}

function render(answer: Answer = () => ({}), rawErrors?: string[]) {
  const api: Partial<HostnamesApi> = {
    checkAvailability: async ({ hostname }) => ({
      hostname,
      verdict: 'free',
      problems: [],
      alternatives: [],
      checkedAt: '2026-11-01T00:00:00Z',
      ...(await answer(hostname)),
    }),
  };
  renderInTestApp(
    <TestApiProvider apis={[[hostnamesApiRef, api as HostnamesApi]]}>
      <Form rawErrors={rawErrors} />
    </TestApiProvider>,
    {
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef as never,
      },
    },
  );
}

const type = async (text: string) =>
  userEvent.type(await screen.findByRole('textbox'), text);

describe('HostnameField', () => {
  it('says that a name is free and in which zone it falls', async () => {
    render(() => ({ zone: { id: 'Z1', name: 'example.com' } }));

    await type('shop.example.com');

    expect(await screen.findByText('Free')).toBeInTheDocument();
    expect(screen.getByText('In zone example.com')).toBeInTheDocument();
  });

  it('shows the canonical form, and stores it', async () => {
    render(() => ({ changed: true, hostname: 'xn--bcher-kva.example.com' }));

    await type('Bücher.example.com');

    expect(
      await screen.findByText('Will be xn--bcher-kva.example.com'),
    ).toBeInTheDocument();
    expect(screen.getByLabelText('value of the form')).toHaveTextContent(
      'xn--bcher-kva.example.com',
    );
    expect(screen.getByRole('textbox')).toHaveValue('Bücher.example.com');
  });

  it('names the team that holds a name and takes the alternative that is clicked', async () => {
    render(hostname =>
      hostname.startsWith('www.')
        ? {
            verdict: 'held',
            holder: {
              owner: 'group:default/marketing',
              since: '2026-02-01T00:00:00Z',
            },
            alternatives: ['shop.example.com'],
          }
        : {},
    );
    await type('www.example.com');
    expect(await screen.findByText('Held by another team')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: /marketing/ })).toBeInTheDocument();

    await userEvent.click(
      screen.getByRole('button', { name: 'Use shop.example.com' }),
    );

    expect(await screen.findByText('Free')).toBeInTheDocument();
    expect(screen.getByLabelText('value of the form')).toHaveTextContent(
      'shop.example.com',
    );
  });

  it.each([
    [{ verdict: 'yours' as const }, 'Yours already'],
    [{ verdict: 'reserved' as const }, 'Reserved by the platform team'],
    [{ verdict: 'no-zone' as const }, 'In no zone that Hostmaster manages'],
    [
      { verdict: 'cooling-down' as const },
      'Released a short time ago, not free yet',
    ],
    [{ verdict: 'unknown' as const }, 'Cannot be told at the moment'],
    [
      { wildcard: { hostname: '*.example.com', yours: true } },
      'Your wildcard *.example.com covers this name already.',
    ],
    [
      { wildcard: { hostname: '*.example.com', yours: false } },
      '*.example.com, held by another team, covers this name already.',
    ],
    [
      {
        verdict: 'not-allowed' as const,
        problems: [
          { field: 'hostname' as const, code: 'x', message: 'For prod only' },
        ],
      },
      'For prod only',
    ],
  ])('for %j it says "%s"', async (answer, words) => {
    render(() => answer);

    await type('a.example.com');

    expect(await screen.findByText(words)).toBeInTheDocument();
  });

  it('says that the name could not be checked, and why', async () => {
    render(() => Promise.reject(new TypeError('Failed to fetch')));

    await type('a.example.com');

    expect(
      await screen.findByText(
        /could not be checked: The hostnames backend does not answer/,
      ),
    ).toBeInTheDocument();
  });

  it('is marked when the form has a message for it; the form itself shows the message', async () => {
    render(() => ({}), ['shop.example.com is held by marketing']);

    expect(await screen.findByRole('textbox')).toBeInvalid();
  });
});
