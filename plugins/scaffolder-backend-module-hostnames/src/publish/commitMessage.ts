import { PullRequestOrder } from './PullRequestPublisher';

/** Marks a commit as made by this action, as a trailer of its message. */
const TRAILER = 'Hostmaster-Branch';

/** The commit message of an order: its title on one line, then the mark. */
export function commitMessage({ title, branch }: PullRequestOrder): string {
  return `${title.replace(/\s+/g, ' ').trim()}\n\n${TRAILER}: ${branch}\n`;
}

/** Whether a commit message says that this action made it for this branch. */
export function isOwnCommit(message: string, branch: string): boolean {
  return message
    .split(/\r?\n/)
    .some(line => line.trimEnd() === `${TRAILER}: ${branch}`);
}
