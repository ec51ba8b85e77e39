import { runScenario } from './runScenario';
import { runToCrash } from './runToCrash';
import { coreScenarios } from './scenarios';
import { CallPlan } from './world/Call';

const [request] = coreScenarios;
const REST = 45_000;

const crashAtWrite = (nth: number): CallPlan => {
  let writes = 0;
  return ({ kind, number }) =>
    kind === 'write' && number > 0 && ++writes === nth
      ? { kind: 'crash', when: 'after' }
      : undefined;
};

describe('runToCrash', () => {
  it.each([1, 9, 20])(
    'goes on from a crash at write %i to where the run in one piece ends',
    async nth => {
      const whole = await runScenario(request, {
        world: 'memory',
        plan: crashAtWrite(nth),
        restMs: REST,
      });

      const from = await runToCrash(request, {
        plan: crashAtWrite(nth),
        restMs: REST,
      });
      const inTwo = await runScenario(request, {
        world: 'memory',
        from,
        restMs: REST,
      });

      expect(from?.processes).toBe(1);
      expect(inTwo.state).toEqual(whole.state);
      expect(inTwo.ledger).toEqual(whole.ledger);
      expect([...inTwo.violations, ...whole.violations]).toEqual([]);
      // Only what came after the crash was called again.
      expect(inTwo.calls.length).toBeLessThan(whole.calls.length);
      expect(inTwo.calls[0].process).toBe(2);
    },
  );

  it('says that a process did not die', async () => {
    const from = await runToCrash(request, {
      plan: crashAtWrite(10_000),
      restMs: REST,
    });

    expect(from).toBeUndefined();
  });
});
