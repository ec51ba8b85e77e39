import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  ago,
  list,
  live,
  renewalAtRisk,
  status,
  summary,
} from '../testing/fixtures';
import { responseError } from '../testing/fakeHostnamesApi';
import { renderWithHostnames } from '../testing/renderWithHostnames';
import { atRiskFirst } from './atRiskFirst';
import { CapacityPage } from './CapacityPage';
import { ExpiryPage } from './ExpiryPage';
import { weeksOf } from './ExpiryStrip';
import { FindNamePage } from './FindNamePage';
import { StatusPage } from './StatusPage';

const DAY = 86_400_000;

describe('CapacityPage', () => {
  it('shows how full each gateway is, in words and numbers', async () => {
    renderWithHostnames(<CapacityPage />);

    expect(
      await screen.findByText(/13 places are free\. Full in about 13 requests/),
    ).toBeInTheDocument();
    const [full, spare] = within(
      screen.getByRole('list', { name: 'Gateways' }),
    ).getAllByRole('listitem');
    expect(
      within(full).getByRole('meter', { name: 'Certificates' }),
    ).toHaveAttribute('aria-valuetext', '24 / 24 (full)');
    expect(
      within(spare).getByText('84 / 100 (nearly full)'),
    ).toBeInTheDocument();
    expect(
      within(spare).getByText(/Not programmed\. Monitoring provisioning state/),
    ).toBeInTheDocument();
  });

  it('lists the hostnames of a gateway when asked', async () => {
    renderWithHostnames(<CapacityPage />);

    await userEvent.click(
      await screen.findByRole('button', { name: '2 hostnames' }),
    );

    expect(screen.getByText('old.example.com')).toBeInTheDocument();
  });

  it('says that there are no pools, and that one may not see them', async () => {
    const { unmount } = renderWithHostnames(<CapacityPage />, {
      api: { getCapacity: async () => ({ pools: [] }) },
    });
    expect(
      await screen.findByText(/There are no pools of gateways/),
    ).toBeInTheDocument();
    unmount();

    renderWithHostnames(<CapacityPage />, {
      api: {
        getCapacity: () =>
          Promise.reject(responseError(403, 'NotAllowedError', 'x')),
      },
    });
    expect(
      await screen.findByText('You may not see this: the use of the gateways'),
    ).toBeInTheDocument();
  });
});

describe('ExpiryPage', () => {
  it('lists what is at risk first, whenever it ends', async () => {
    const soon = summary({
      hostname: 'soon.example.com',
      certificateExpiresAt: ago(-2 * DAY),
    });
    renderWithHostnames(<ExpiryPage />, {
      api: { listHostnames: async () => list([soon, renewalAtRisk]) },
    });

    const rows = await screen.findByRole('list', { name: 'At risk first' });
    expect(
      within(rows)
        .getAllByRole('link')
        .map(link => link.textContent),
    ).toEqual(['old.example.com', 'soon.example.com']);
  });

  it('says that nothing ends', async () => {
    renderWithHostnames(<ExpiryPage />, {
      api: { listHostnames: async () => list([]) },
    });

    expect(
      await screen.findByText('No certificate ends within 90 days.'),
    ).toBeInTheDocument();
  });
});

describe('weeksOf', () => {
  it('counts by week, with what has ended in the first and the rest of the 90 days in the last', () => {
    const now = Date.now();
    const ending = (days: number, of = live) => ({
      ...of,
      certificateExpiresAt: new Date(now + days * DAY).toISOString(),
    });

    const weeks = weeksOf(
      [
        ending(-3),
        ending(6.9),
        ending(7.1),
        ending(89.5, renewalAtRisk),
        summary({ certificateExpiresAt: undefined }),
      ],
      now,
      90,
    );

    expect(weeks).toHaveLength(13);
    expect(weeks.map(({ fine }) => fine)).toEqual([
      2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ]);
    expect(weeks[12].risk).toBe(1);
  });
});

describe('atRiskFirst', () => {
  it('puts down before at risk before fine', () => {
    const of = (impact: 'none' | 'at-risk' | 'down') => ({
      ...live,
      verdict: { ...live.verdict, impact },
    });

    expect(
      atRiskFirst([of('none'), of('down'), of('at-risk')]).map(
        ({ verdict }) => verdict.impact,
      ),
    ).toEqual(['down', 'at-risk', 'none']);
  });
});

describe('StatusPage', () => {
  it('says which cluster does not answer, since when, and which provider fails', async () => {
    renderWithHostnames(<StatusPage />);

    const clusters = await screen.findByRole('table', { name: 'Clusters' });
    expect(
      within(clusters).getByText(/has not answered since/),
    ).toHaveTextContent('35 minutes ago');
    expect(screen.getByText(/Failing since/)).toHaveTextContent(
      'AccessDenied: acm:ListCertificates',
    );
    expect(screen.getByText(/This replica leads/)).toBeInTheDocument();
    expect(
      within(screen.getByRole('table', { name: 'Calls' })).getByText('4.2'),
    ).toBeInTheDocument();
  });

  it('says that the reconciler is off', async () => {
    renderWithHostnames(<StatusPage />, {
      api: {
        getStatus: async () => ({
          ...status,
          clusters: [],
          reconciler: { enabled: false, leading: false },
        }),
      },
    });

    expect(
      await screen.findByText(/Switched off in this backend/),
    ).toBeInTheDocument();
    expect(screen.getByText(/No cluster is configured/)).toBeInTheDocument();
  });

  it('is for the platform team', async () => {
    renderWithHostnames(<StatusPage />, {
      api: {
        getStatus: () =>
          Promise.reject(responseError(403, 'NotAllowedError', 'x')),
      },
    });

    expect(
      await screen.findByText(
        'You may not see this: the state of clusters and providers',
      ),
    ).toBeInTheDocument();
  });
});

describe('FindNamePage', () => {
  it('tells whether a name is free', async () => {
    renderWithHostnames(<FindNamePage />);

    await userEvent.type(
      await screen.findByLabelText('Hostname'),
      'new.example.com',
    );

    expect(await screen.findByText('Free')).toBeInTheDocument();
    expect(screen.getByText('In zone example.com')).toBeInTheDocument();
  });

  it('opens with the name of the URL, and leads to the hostname if it is yours', async () => {
    renderWithHostnames(<FindNamePage />, {
      path: '/?name=shop.example.com',
      api: {
        checkAvailability: async ({ hostname }) => ({
          hostname,
          verdict: 'yours',
          problems: [],
          alternatives: [],
          holder: { ref: live.ref },
          checkedAt: ago(0),
        }),
      },
    });

    expect(
      await screen.findByRole('link', { name: 'Open this hostname' }),
    ).toHaveAttribute('href', '/hostnames/prod/shop/shop-example-com');
  });
});
