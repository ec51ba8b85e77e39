import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { HostnameSummary } from '@hostmaster/backstage-plugin-hostnames-common';
import type { HostnamesApi } from '@hostmaster/backstage-plugin-hostnames-react';
import {
  clusterUnreachable,
  detail,
  heldByOther,
  live,
  pointsElsewhere,
  renewalAtRisk,
  waitingForCertificate,
} from '../testing/fixtures';
import { responseError } from '../testing/fakeHostnamesApi';
import { renderWithHostnames } from '../testing/renderWithHostnames';
import { HostnameDetailPanel } from './HostnameDetailPanel';

function render(of: HostnameSummary, api: Partial<HostnamesApi> = {}) {
  renderWithHostnames(<HostnameDetailPanel hostnameRef={of.ref} />, {
    api: { getHostname: async () => detail(of), ...api },
  });
}

describe('HostnameDetailPanel', () => {
  it.each([
    [live, 'Live', 'Nothing for you to do.'],
    [renewalAtRisk, 'Renewal at risk', 'It is your turn.'],
    [
      heldByOther,
      'Held by another team',
      'The team that holds the name has to act.',
    ],
    [pointsElsewhere, 'Points elsewhere', 'The platform team has to act.'],
    [clusterUnreachable, 'Cannot be seen', 'The platform team has to act.'],
    [
      waitingForCertificate,
      'Waiting for the certificate',
      'Nothing for you to do.',
    ],
  ])('says of $hostname what is and who acts', async (of, label, who) => {
    render(of);

    const header = await screen.findByRole('region', { name: of.hostname });
    expect(within(header).getByText(label)).toBeInTheDocument();
    expect(within(header).getByText(of.verdict.sentence)).toBeInTheDocument();
    expect(within(header).getByText(who)).toBeInTheDocument();
  });

  it('tells "will break" from "broken"', async () => {
    render(renewalAtRisk);
    expect(await screen.findByText(/Works now, will break/)).toHaveTextContent(
      /in 11 days|in 12 days/,
    );
  });

  it('says that it is broken', async () => {
    render(pointsElsewhere);
    expect(
      await screen.findByText(/Not working for visitors/),
    ).toBeInTheDocument();
  });

  it('opens what needs action with expected and detected side by side', async () => {
    render(pointsElsewhere);

    const table = await screen.findByRole('table', {
      name: 'Expected and detected',
    });
    expect(
      within(table).getByText('k8s-edge-gw01.elb.example.net'),
    ).toBeInTheDocument();
    expect(within(table).getByText('203.0.113.7')).toBeInTheDocument();
    expect(within(table).getByText('differs')).toBeInTheDocument();
    expect(
      within(table).getByRole('button', { name: 'Copy expected value' }),
    ).toBeInTheDocument();
  });

  it('opens another part by keyboard', async () => {
    render(waitingForCertificate);
    const row = await screen.findByRole('button', {
      name: /certificate.*Waiting for ACM/i,
    });
    expect(row).toHaveAttribute('aria-expanded', 'false');

    row.focus();
    await userEvent.keyboard('{Enter}');

    expect(row).toHaveAttribute('aria-expanded', 'true');
    expect(await screen.findByText(/Usually 1–30 min\./)).toBeInTheDocument();
  });

  it('marks the current step of the way to live', async () => {
    render(waitingForCertificate);

    const steps = within(
      await screen.findByRole('list', { name: 'From the request to live' }),
    ).getAllByRole('listitem');
    const current = steps.filter(
      step => step.getAttribute('aria-current') === 'step',
    );
    expect(current).toHaveLength(1);
    expect(current[0]).toHaveTextContent(
      /Certificate issued \(under way\).*4 min, usually 1–30 min/,
    );
  });

  it('shows the records of every layer and leaves out layers that nobody has looked at', async () => {
    render(live);

    const table = await screen.findByRole('table', { name: 'DNS records' });
    expect(
      within(table)
        .getAllByRole('columnheader')
        .map(cell => cell.textContent),
    ).toEqual([
      'Name in the zone',
      'Type',
      'TTL',
      'For',
      'Expected',
      'At the provider',
      'At the name servers',
      'At resolvers',
      'In sync',
    ]);
    expect(within(table).getByText('300 s')).toBeInTheDocument();
  });

  it('looks again and shows what was found', async () => {
    render(pointsElsewhere, {
      checkHostname: async () => detail({ ...live, ref: pointsElsewhere.ref }),
    });

    await userEvent.click(
      await screen.findByRole('button', { name: 'Check again' }),
    );

    expect(
      await screen.findByText('shop.example.com is live.'),
    ).toBeInTheDocument();
  });

  it('says why it could not look again, and keeps what is known', async () => {
    render(pointsElsewhere, {
      checkHostname: () =>
        Promise.reject(responseError(503, 'ServiceUnavailableError', 'Busy')),
    });

    await userEvent.click(
      await screen.findByRole('button', { name: 'Check again' }),
    );

    expect(
      await screen.findByText(/The check could not be made.*Busy/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('heading', { name: 'api.example.com' }),
    ).toBeInTheDocument();
  });

  it('offers no check to those who may not', async () => {
    render(live, {
      getHostname: async () => detail(live, { permissions: { check: false } }),
    });

    await screen.findByRole('heading', { name: 'shop.example.com' });
    expect(
      screen.queryByRole('button', { name: 'Check again' }),
    ).not.toBeInTheDocument();
  });

  it('tells what would go and what would stay, and deletes nothing', async () => {
    render(live);

    await userEvent.click(
      await screen.findByRole('button', { name: 'What if I delete this?' }),
    );

    const dialog = await screen.findByRole('dialog');
    expect(
      await within(dialog).findByText('shop.example.com A'),
    ).toBeInTheDocument();
    expect(
      within(dialog).getByText(/used by beta\.shop\.example\.com/),
    ).toBeInTheDocument();
    expect(
      within(dialog).getByText(/Nothing is deleted here/),
    ).toBeInTheDocument();
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Close' }),
    );
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
  });

  it('shows the objects as YAML when they are opened', async () => {
    render(live);

    await userEvent.click(
      await screen.findByRole('button', {
        name: /GatewayHostnameRequest shop\/shop/,
      }),
    );

    expect(
      await screen.findByText(/hostmaster\.dev\/v1alpha1/),
    ).toBeInTheDocument();
  });

  it('never links to anything but pages', async () => {
    const bad = 'javascript:alert(1)'; // eslint-disable-line no-script-url
    const timeline = [
      { id: 'pullRequest', label: 'Merged', state: 'done' as const, url: bad },
    ];
    const evil = {
      ...live,
      verdict: {
        ...live.verdict,
        next: [{ kind: 'link' as const, text: 'Click', url: bad }],
      },
    };
    render(live, {
      getHostname: async () => detail(evil, { pullRequestUrl: bad, timeline }),
    });

    expect(await screen.findByText('Merged')).toBeInTheDocument();
    for (const link of screen.queryAllByRole('link'))
      expect(link.getAttribute('href')).not.toMatch(/^javascript/);
  });

  it('says that a hostname does not exist', async () => {
    render(live, {
      getHostname: () =>
        Promise.reject(responseError(404, 'NotFoundError', 'x')),
    });

    expect(
      await screen.findByText('Not found: this hostname'),
    ).toBeInTheDocument();
  });
});
