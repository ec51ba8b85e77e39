import { expiresAt, isKeptByGitOps } from './expiry.pure';
import { NOW, hostnameRequest } from './testWorld/builders';

const SECOND = 1_000;
const CREATED = NOW - 600_000;

describe('expiresAt', () => {
  it.each([
    ['72h', 72 * 3600],
    ['90m', 90 * 60],
    ['45s', 45],
    ['1h30m', 5400],
    ['1h2m3s', 3723],
    ['10h0m', 36_000],
  ])(
    '%s is so many seconds after the creation: %i',
    (expiresAfter, seconds) => {
      expect(expiresAt(hostnameRequest({ expiresAfter }))).toBe(
        CREATED + seconds * SECOND,
      );
    },
  );

  it.each([
    undefined,
    '',
    '0s',
    'soon',
    '72',
    '1d',
    ' 1h',
    '1h ',
    '1m1h',
    'x1h',
    '1hx',
  ])('never comes with %j', expiresAfter => {
    expect(expiresAt(hostnameRequest({ expiresAfter }))).toBeUndefined();
  });

  it('never comes for what has no creation time', () => {
    const { spec } = hostnameRequest({ expiresAfter: '1h' });

    expect(expiresAt({ spec, metadata: { name: 'shop' } })).toBeUndefined();
  });
});

describe('isKeptByGitOps', () => {
  const keys = [
    'kustomize.toolkit.fluxcd.io/name',
    'helm.toolkit.fluxcd.io/name',
    'argocd.argoproj.io/instance',
    'argocd.argoproj.io/tracking-id',
    'app.kubernetes.io/instance',
  ];

  it.each(keys)('is with %s, as a label or an annotation', key => {
    expect(
      isKeptByGitOps({ metadata: { name: 'a', labels: { [key]: '' } } }),
    ).toBe(true);
    expect(
      isKeptByGitOps({ metadata: { name: 'a', annotations: { [key]: 'x' } } }),
    ).toBe(true);
  });

  it('is not with other labels, nor with none', () => {
    expect(isKeptByGitOps({ metadata: { name: 'a' } })).toBe(false);
    expect(
      isKeptByGitOps({
        metadata: { name: 'a', labels: { team: 'x' }, annotations: { a: 'b' } },
      }),
    ).toBe(false);
  });
});
