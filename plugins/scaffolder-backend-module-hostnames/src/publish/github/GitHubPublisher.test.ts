import { describePublisher } from '../../testing/describePublisher';
import { startGitHubEmulator } from '../../testing/startGitHubEmulator';

jest.setTimeout(180_000);

describePublisher('GitHub', startGitHubEmulator);
