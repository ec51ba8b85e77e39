import { startGitHub } from '../git/GitHub';

/** Program: the sandbox's GitHub. Takes `startGitHub`'s options as JSON, prints `ready <url> <token>`, runs until SIGTERM. */
async function main(): Promise<void> {
  const github = await startGitHub(JSON.parse(process.argv[2]));
  process.once(
    'SIGTERM',
    () => void github.close().then(() => process.exit(0)),
  );
  process.stdout.write(`ready ${github.url} ${github.token}\n`);
}

main().catch(error => {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
});
