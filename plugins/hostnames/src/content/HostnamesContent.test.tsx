import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { list, live, renewalAtRisk } from '../testing/fixtures';
import { responseError } from '../testing/fakeHostnamesApi';
import { renderWithHostnames, shop } from '../testing/renderWithHostnames';
import { HostnamesContent } from './HostnamesContent';

describe('HostnamesContent', () => {
  it('opens the worst hostname, and another one when it is chosen', async () => {
    renderWithHostnames(<HostnamesContent />, {
      entity: shop,
      api: { listHostnames: async () => list([renewalAtRisk, live]) },
    });
    expect(
      await screen.findByRole('heading', { name: 'old.example.com' }),
    ).toBeInTheDocument();

    await userEvent.click(
      screen.getByRole('button', { name: /^shop\.example\.com/ }),
    );

    expect(
      await screen.findByRole('heading', { name: 'shop.example.com' }),
    ).toBeInTheDocument();
    await waitFor(() =>
      expect(
        screen.queryByRole('heading', { name: 'old.example.com' }),
      ).not.toBeInTheDocument(),
    );
  });

  it('opens the hostname that the link names', async () => {
    renderWithHostnames(<HostnamesContent />, {
      entity: shop,
      path: '/?hostname=prod/shop/beta-shop-example-com',
      api: { listHostnames: async () => list([renewalAtRisk, live]) },
    });

    expect(
      await screen.findByRole('heading', { name: 'beta.shop.example.com' }),
    ).toBeInTheDocument();
  });

  it('says how to get the first one', async () => {
    renderWithHostnames(<HostnamesContent />, {
      entity: shop,
      api: { listHostnames: async () => list([]) },
    });

    expect(
      await screen.findByText('No hostname leads here yet.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/the form opens a pull request/),
    ).toBeInTheDocument();
  });

  it('tries again after a failure', async () => {
    let fails = true;
    renderWithHostnames(<HostnamesContent />, {
      entity: shop,
      api: {
        listHostnames: async () => {
          if (fails)
            throw responseError(500, 'Error', 'The database is locked');
          return list([live]);
        },
      },
    });
    expect(
      await screen.findByText('The database is locked'),
    ).toBeInTheDocument();

    fails = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(
      await screen.findByRole('heading', { name: 'shop.example.com' }),
    ).toBeInTheDocument();
  });

  it('is the one hostname on the page of a hostname', async () => {
    const resource = {
      ...shop,
      kind: 'Resource',
      metadata: {
        ...shop.metadata,
        annotations: {
          'hostmaster.dev/request-ref': 'prod/shop/shop-example-com',
        },
      },
      spec: { type: 'hostname' },
    };
    renderWithHostnames(<HostnamesContent />, {
      entity: resource,
      api: { listHostnames: () => Promise.reject(new Error('not asked')) },
    });

    expect(
      await screen.findByRole('heading', { name: 'shop.example.com' }),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('list', { name: 'Hostnames' }),
    ).not.toBeInTheDocument();
  });
});
