import { GitRepository } from '../../git/GitRepository';
import { ActorOptions } from '../Actor';

/** Options of the engine. */
export interface GitOpsOptions extends ActorOptions {
  repositories: GitRepository[];
  /** How often repositories are asked, ms. */
  interval: number;
}
