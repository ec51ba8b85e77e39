import { PartResult } from './PartResult';
import type { WorkerTask } from './worker';

/** A part that brings a world of its own, loaded when it is run, and is run by one worker as a whole. */
export interface WholePart {
  id: string;
  title: string;
  run: (task: WorkerTask) => Promise<PartResult>;
}

export const wholeParts: WholePart[] = [
  {
    id: 'R6',
    title: 'fifteen faults of a stream at every event',
    run: async task =>
      (
        require('./streams/exploreStreams') as typeof import('./streams/exploreStreams')
      ).exploreStreams(task),
  },
  {
    id: 'R12',
    title: 'two to ten controllers that claim at the same moment',
    run: async task => {
      const { exploreClaims } =
        require('./claims/exploreClaims') as typeof import('./claims/exploreClaims');
      const random = task.level === 'test' ? 5_000 : 100_000;
      return exploreClaims({ ...task, random });
    },
  },
  {
    id: 'R15',
    title: 'clocks that jump, run fast or stand still',
    run: async task =>
      (
        require('./clocks/exploreClocks') as typeof import('./clocks/exploreClocks')
      ).exploreClocks(task),
  },
  {
    id: 'R18',
    title: 'walks through desired states and back',
    run: async ({ seed, only, level }) => {
      const { exploreWalks } =
        require('./walks/exploreWalks') as typeof import('./walks/exploreWalks');
      return exploreWalks({ seed, only, steps: walkSteps[level] });
    },
  },
  {
    id: 'R19',
    title: 'hostnames of every kind',
    run: async task => {
      const { exploreHostnames } =
        require('./hostnames/exploreHostnames') as typeof import('./hostnames/exploreHostnames');
      const count = task.level === 'test' ? 10_000 : 100_000;
      return exploreHostnames({ ...task, count });
    },
  },
];

const walkSteps = { test: 200, explore: 800, all: 50_000 };
