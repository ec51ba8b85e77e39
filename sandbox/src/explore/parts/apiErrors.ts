import { scenarios } from '../scenarios';
import { Call, CallFault } from '../world/Call';
import { errorLabels } from '../world/answers';
import { memoryErrorLabels } from '../world/memoryCalls';
import { Part, Point, tracesOf } from './Part';
import { tryFault } from './tryFault';

const CONNECTION: Array<{ name: string; fault: CallFault }> = [
  { name: 'reset', fault: { kind: 'loseRequest' } },
  { name: 'lost', fault: { kind: 'loseAnswer' } },
  { name: 'slow', fault: { kind: 'delay', milliseconds: 45_000 } },
];

/** R7: every error of the Kubernetes API at every call to a cluster. */
export const kubernetesErrors: Part = {
  id: 'R7',
  title: 'every error of Kubernetes at every call',
  budget: { explore: 3_020, test: 40 },
  points: traces =>
    errorPoints('R7', traces, ({ service }) => service === 'kubernetes'),
};

/** R8: every documented error of Route 53, ACM and ELB at every call to them. */
export const awsErrors: Part = {
  id: 'R8',
  title: 'every documented error of AWS at every call',
  budget: { explore: 3_020, test: 40 },
  points: traces =>
    errorPoints('R8', traces, ({ service }) => service !== 'kubernetes'),
};

async function errorPoints(
  id: string,
  traces: Parameters<Part['points']>[0],
  isMeant: (call: Call) => boolean,
): Promise<Point[]> {
  const points: Point[] = [];
  for (const world of ['memory', 'emulated'] as const) {
    const labels = world === 'memory' ? memoryErrorLabels : errorLabels;
    for (const { scenario, trace } of await tracesOf(
      traces,
      world,
      scenarios,
    )) {
      for (const call of trace.calls.filter(isMeant)) {
        const faults = [
          ...CONNECTION,
          ...labels(call).map(label => ({
            name: label,
            fault: { kind: 'error' as const, label },
          })),
        ];
        for (const { name, fault } of faults)
          points.push({
            id: `${id}:${world}:${scenario.name}:${call.number}:${name}`,
            run: () => tryFault(scenario, trace, { world }, call.number, fault),
          });
      }
    }
  }
  return points;
}
