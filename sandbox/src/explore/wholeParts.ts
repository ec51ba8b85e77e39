import { exploreClaims } from './claims/exploreClaims';
import { exploreClocks } from './clocks/exploreClocks';
import { exploreHostnames } from './hostnames/exploreHostnames';
import { PartResult } from './PartResult';
import { exploreStreams } from './streams/exploreStreams';
import { exploreWalks } from './walks/exploreWalks';
import type { WorkerTask } from './worker';

/** A part that brings a world of its own and is run by one worker as a whole. */
export interface WholePart {
  id: string;
  title: string;
  run: (task: WorkerTask) => Promise<PartResult>;
}

export const wholeParts: WholePart[] = [
  {
    id: 'R6',
    title: 'fifteen faults of a stream at every event',
    run: task => exploreStreams(task),
  },
  {
    id: 'R12',
    title: 'two to ten controllers that claim at the same moment',
    run: task =>
      exploreClaims({
        ...task,
        random: task.level === 'test' ? 5_000 : 100_000,
      }),
  },
  {
    id: 'R15',
    title: 'clocks that jump, run fast or stand still',
    run: task => exploreClocks(task),
  },
  {
    id: 'R18',
    title: 'walks through desired states and back',
    run: ({ seed, only, level }) =>
      exploreWalks({ seed, only, steps: walkSteps[level] }),
  },
  {
    id: 'R19',
    title: 'hostnames of every kind',
    run: task =>
      exploreHostnames({
        ...task,
        count: task.level === 'test' ? 10_000 : 100_000,
      }),
  },
];

const walkSteps = { test: 300, explore: 3_000, all: 50_000 };
