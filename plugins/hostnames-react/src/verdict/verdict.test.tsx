import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { Axis } from '@hostmaster/backstage-plugin-hostnames-common';
import { AxisBadges } from './AxisBadges';
import { VerdictBadge } from './VerdictBadge';

const axis = (changes: Partial<Axis>): Axis => ({
  id: 'claim',
  level: 'ok',
  sentence: 'Held by shop',
  who: 'nobody',
  evidence: [],
  next: [],
  ...changes,
});

describe('VerdictBadge', () => {
  it('says the level in words beside its label, not by colour alone', async () => {
    renderInTestApp(
      <VerdictBadge
        verdict={{
          level: 'action',
          impact: 'at-risk',
          label: 'Renewal at risk',
          sentence: 'It will not renew.',
        }}
      />,
    );

    expect(await screen.findByText('Renewal at risk')).toBeInTheDocument();
    expect(screen.getByText('(action needed)')).toBeInTheDocument();
    expect(screen.getByTitle('It will not renew.')).toBeInTheDocument();
  });
});

describe('AxisBadges', () => {
  it('names each part with its level, and what waits for another part as not yet', async () => {
    renderInTestApp(
      <AxisBadges
        axes={[
          axis({}),
          axis({ id: 'certificate', level: 'waiting', sentence: 'Pending' }),
          axis({
            id: 'dns',
            level: 'waiting',
            waitsFor: 'certificate',
            sentence: 'Waits',
          }),
          axis({
            id: 'live',
            level: 'action',
            waitsFor: 'dns',
            sentence: 'Refused',
          }),
        ]}
      />,
    );

    const items = await screen.findAllByRole('listitem');
    expect(items.map(item => item.getAttribute('aria-label'))).toEqual([
      'claim: OK',
      'certificate: waiting',
      'DNS: not yet',
      'live: action needed',
    ]);
  });
});
