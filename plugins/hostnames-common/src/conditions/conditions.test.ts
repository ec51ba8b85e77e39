import {
  Condition,
  conditionTypes,
  isReason,
  readyConditionTypes,
  readySummary,
  reasons,
} from '.';

const condition = (
  type: Condition['type'],
  status: Condition['status'] = 'True',
  reason = 'Fine',
): Pick<Condition, 'type' | 'status' | 'reason' | 'message'> => ({
  type,
  status,
  reason,
  message: `About ${reason}.`,
});
const allTrue = readyConditionTypes.map(type => condition(type));

describe('readySummary', () => {
  it('is Live when every step is', () => {
    expect(readySummary(allTrue)).toEqual({
      type: 'Ready',
      status: 'True',
      reason: 'Live',
      message: 'The hostname is served.',
    });
  });

  it.each(readyConditionTypes)(
    'has the reason of %s when that is the first that is not True',
    type => {
      const at = readyConditionTypes.indexOf(type);
      const conditions = allTrue.map((each, index) => {
        if (index < at) return each;
        return index === at
          ? condition(each.type, 'False', 'Found')
          : condition(each.type, 'Unknown', `WaitingFor${type}`);
      });

      expect(readySummary(conditions)).toEqual({
        type: 'Ready',
        status: 'False',
        reason: 'Found',
        message: 'About Found.',
      });
      expect(readySummary([...conditions].reverse())).toEqual(
        readySummary(conditions),
      );
    },
  );

  it('is Unknown where the first that is not True is', () => {
    expect(
      readySummary([
        condition('Accepted'),
        condition('Claimed', 'Unknown', 'Throttled'),
      ]),
    ).toMatchObject({
      status: 'Unknown',
      reason: 'Throttled',
    });
  });

  it('says what Denied says of a lost name', () => {
    expect(
      readySummary([
        condition('Accepted'),
        condition('Claimed', 'False', 'HeldByOther'),
        condition('Denied', 'True', 'NotAllowed'),
      ]),
    ).toMatchObject({ status: 'False', reason: 'NotAllowed' });
  });

  it('does not take Reachable, Denied=False or an old Ready into account', () => {
    expect(
      readySummary([
        ...allTrue,
        condition('Reachable', 'False', 'NoRoute'),
        condition('Denied', 'False', 'x'),
        condition('Ready', 'False', 'Old'),
      ]).status,
    ).toBe('True');
  });

  it('waits for the first step of a new request', () => {
    expect(readySummary([])).toMatchObject({
      status: 'Unknown',
      reason: 'WaitingForAccepted',
    });
  });
});

describe('reasons', () => {
  it.each(Object.entries(reasons))('%s is described', (reason, description) => {
    expect(reason).toMatch(/^[A-Z][A-Za-z]+$/);
    expect(description.found).toMatch(/^[A-Za-z].*\.$/);
    expect(description.todo).toMatch(/^[A-Z].*\.$/);
    expect(description.conditions.length).toBeGreaterThan(0);
    for (const type of description.conditions) {
      expect(conditionTypes).toContain(type);
    }
    const acts = ['you', 'platform', 'dns', 'owner'].includes(description.who);
    expect(acts && description.todo === 'Nothing.').toBe(false);
  });

  it('has every waiting reason that readySummary makes', () => {
    for (const type of readyConditionTypes) {
      expect(isReason(`WaitingFor${type}`)).toBe(true);
    }
    expect(isReason('toString')).toBe(false);
  });
});
