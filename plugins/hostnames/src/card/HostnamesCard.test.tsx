import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Entity } from '@backstage/catalog-model';
import type { HostnamesQuery } from '@hostmaster/backstage-plugin-hostnames-react';
import {
  list,
  live,
  longName,
  pointsElsewhere,
  renewalAtRisk,
  summary,
  waitingForCertificate,
} from '../testing/fixtures';
import { responseError } from '../testing/fakeHostnamesApi';
import { renderWithHostnames, shop } from '../testing/renderWithHostnames';
import { HostnamesCard } from './HostnamesCard';

describe('HostnamesCard', () => {
  it('holds the place of the rows while loading', async () => {
    renderWithHostnames(<HostnamesCard />, {
      entity: shop,
      api: { listHostnames: () => new Promise(() => {}) },
    });

    expect(
      await screen.findByRole('status', { name: 'Loading' }),
    ).toBeInTheDocument();
    expect(
      screen.queryByText('No hostname leads here yet.'),
    ).not.toBeInTheDocument();
  });

  it('shows verdict, parts and what to do of each hostname, in the order of the server', async () => {
    renderWithHostnames(<HostnamesCard />, {
      entity: shop,
      api: {
        listHostnames: async () =>
          list([pointsElsewhere, renewalAtRisk, waitingForCertificate, live]),
      },
    });

    const rows = await screen.findByRole('list', { name: 'Hostnames' });
    expect(
      within(rows)
        .getAllByRole('link')
        .map(link => link.textContent),
    ).toEqual(
      expect.arrayContaining([
        'api.example.com',
        'old.example.com',
        'beta.shop.example.com',
        'shop.example.com',
      ]),
    );
    expect(within(rows).getByText('Renewal at risk')).toBeInTheDocument();
    expect(within(rows).getByText(/Nothing for you to do/)).toBeInTheDocument();
    expect(
      within(rows).getAllByRole('list', { name: 'Parts' })[0],
    ).toHaveTextContent('claimcertificateDNSgatewayroutelive');
    expect(screen.getByText(/checked/)).toBeInTheDocument();
  });

  it('leads to the tab, with the hostname open', async () => {
    renderWithHostnames(<HostnamesCard />, {
      entity: shop,
      api: { listHostnames: async () => list([live]) },
    });

    expect(
      await screen.findByRole('link', { name: 'shop.example.com' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/component/shop/hostnames?hostname=prod%2Fshop%2Fshop-example-com',
    );
    expect(screen.getByRole('link', { name: /All hostnames/ })).toHaveAttribute(
      'href',
      '/catalog/default/component/shop/hostnames',
    );
  });

  it('shows five and says how many there are', async () => {
    const items = Array.from({ length: 7 }, (_, index) =>
      summary({ hostname: `n${index}.example.com` }),
    );
    renderWithHostnames(<HostnamesCard />, {
      entity: shop,
      api: { listHostnames: async () => list(items, { totalItems: 812 }) },
    });

    expect(
      await screen.findByRole('link', { name: /All 812 hostnames/ }),
    ).toBeInTheDocument();
    expect(screen.getByText('n4.example.com')).toBeInTheDocument();
    expect(screen.queryByText('n5.example.com')).not.toBeInTheDocument();
  });

  it('says that there is none yet', async () => {
    renderWithHostnames(<HostnamesCard />, {
      entity: shop,
      api: { listHostnames: async () => list([]) },
    });

    expect(
      await screen.findByText('No hostname leads here yet.'),
    ).toBeInTheDocument();
  });

  it.each([
    [
      responseError(403, 'NotAllowedError', 'x'),
      /You may not see this: the hostnames of this entity/,
    ],
    [responseError(404, 'Error', 'x'), /Not available here/],
    [
      responseError(503, 'ServiceUnavailableError', 'Starting up'),
      /Starting up/,
    ],
    [new TypeError('Failed to fetch'), /No answer/],
  ])('says what failed: %s', async (error, words) => {
    renderWithHostnames(<HostnamesCard />, {
      entity: shop,
      api: { listHostnames: () => Promise.reject(error) },
    });

    expect(await screen.findByText(words)).toBeInTheDocument();
  });

  it('keeps the last known rows, with their time, when a later read fails', async () => {
    let fails = false;
    renderWithHostnames(<HostnamesCard />, {
      entity: shop,
      api: {
        listHostnames: async () => {
          if (fails)
            throw responseError(
              503,
              'ServiceUnavailableError',
              'The database does not answer',
            );
          return list([live]);
        },
      },
    });
    await screen.findByText('shop.example.com');

    fails = true;
    await userEvent.click(screen.getByRole('button', { name: 'Load again' }));

    expect(await screen.findByRole('alert')).toHaveTextContent(
      /The database does not answer.*Shown is what was read/,
    );
    expect(screen.getByText('shop.example.com')).toBeInTheDocument();
  });

  it('shows a name of 253 characters whole to those who look', async () => {
    renderWithHostnames(<HostnamesCard />, {
      entity: shop,
      api: { listHostnames: async () => list([longName]) },
    });

    expect(longName.hostname).toHaveLength(253);
    expect(await screen.findByTitle(longName.hostname)).toBeInTheDocument();
  });

  it('asks for what a group owns, and for what the parts of a system serve', async () => {
    const asked: HostnamesQuery[] = [];
    const listHostnames = async (query: HostnamesQuery) => {
      asked.push(query);
      return list([]);
    };
    const group: Entity = {
      ...shop,
      kind: 'Group',
      metadata: { name: 'checkout', namespace: 'default' },
    };
    const system: Entity = {
      ...shop,
      kind: 'System',
      metadata: { name: 'web', namespace: 'default' },
      relations: [{ type: 'hasPart', targetRef: 'component:default/shop' }],
    };

    renderWithHostnames(<HostnamesCard />, {
      entity: group,
      api: { listHostnames },
    });
    renderWithHostnames(<HostnamesCard />, {
      entity: system,
      api: { listHostnames },
    });

    await waitFor(() => expect(asked).toHaveLength(2));
    expect(asked.find(({ owner }) => owner)?.owner).toEqual([
      'group:default/checkout',
    ]);
    expect(asked.find(({ entity }) => entity)?.entity).toEqual([
      'system:default/web',
      'component:default/shop',
    ]);
  });
});
