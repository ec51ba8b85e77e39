import fc from 'fast-check';
import { isReason } from '../conditions';
import { assessName } from './assessName';
import { NamePolicy, NameQuestion, NameZone } from './NamePolicy';

const question = (change: Partial<NameQuestion> = {}): NameQuestion => ({
  hostname: 'shop.example.com',
  environment: 'prod',
  profile: 'alb-public',
  visibility: 'internet-facing',
  owner: 'group:default/checkout',
  ...change,
});

const policy = (change: Partial<NamePolicy> = {}): NamePolicy => ({
  domains: [
    { suffix: 'example.com' },
    {
      suffix: 'payments.example.com',
      owners: ['group:default/payments', 'group:default/ledger'],
    },
    { suffix: 'dev.example.com', environments: ['dev', 'test'] },
  ],
  reserved: ['www.example.com', 'admin.*', '*.status.example.com'],
  profiles: [
    { name: 'alb-public' },
    { name: 'envoy', environments: ['dev'] },
    { name: 'none', environments: [] },
  ],
  ...change,
});

const zone = (
  id: string,
  name: string,
  visibility: NameZone['visibility'] = 'public',
): NameZone => ({ id, name, visibility });

const ZONES = [
  zone('Z1', 'example.com'),
  zone('Z2', 'sub.example.com'),
  zone('Z3', 'example.com', 'private'),
  zone('Z4', 'internal.example.com', 'private'),
  zone('Z5', 'other.net'),
];

describe('assessName, for any name', () => {
  it('accepts nothing outside every zone, and says the same each time', () => {
    const label = fc.constantFrom(
      'a',
      'b',
      'example',
      'com',
      'evilexample',
      'sub',
      '*',
      'other',
      'net',
    );
    fc.assert(
      fc.property(
        fc.array(label, { minLength: 1, maxLength: 5 }),
        fc.constantFrom<NameQuestion['visibility']>(
          'internal',
          'internet-facing',
        ),
        fc.constantFrom(undefined, 'Z1', 'Z2', 'Z3', 'Z8'),
        (labels, visibility, zoneId) => {
          const asked = question({
            hostname: labels.join('.'),
            visibility,
            zoneId,
          });

          const assessment = assessName(asked, policy({ domains: [] }), ZONES);

          expect(assessName(asked, policy({ domains: [] }), ZONES)).toEqual(
            assessment,
          );
          const isFine =
            assessment.kind === 'refused'
              ? isReason(assessment.reason)
              : [assessment.zone, assessment.validationZone].every(({ name }) =>
                  `.${assessment.hostname}`.endsWith(`.${name}`),
                ) &&
                ZONES.find(({ id }) => id === assessment.validationZone.id)
                  ?.visibility === 'public';
          expect(isFine).toBe(true);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
