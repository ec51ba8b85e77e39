/** Paths of the programs that the sandbox is compared with; `./dev test --real` sets them. */
export interface Counterparts {
  kubeApiServer?: string;
  moto?: string;
}

/** What is to be had in this run. Says loudly what is left out, and how to have it. */
export function counterparts(what: string): Counterparts {
  const found = process.env.HOSTMASTER_REAL === '1' ? { kubeApiServer: process.env.HOSTMASTER_KUBE_APISERVER, moto: process.env.HOSTMASTER_MOTO } : {};
  if (!found.kubeApiServer || !found.moto) process.stderr.write(`SKIP ${what}: run ./dev test --real to have it (HOSTMASTER_REAL, HOSTMASTER_KUBE_APISERVER, HOSTMASTER_MOTO)\n`);
  return found;
}
