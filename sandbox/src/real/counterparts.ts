/** Paths of the programs that the sandbox is compared with; `./dev test --real` sets them. */
export interface Counterparts {
  kubeApiServer?: string;
  moto?: string;
  gator?: string;
  kyverno?: string;
}

/** What is to be had in this run. Where one of `needs` is not, says so loudly, and how to have it. */
export function counterparts(
  what: string,
  needs: Array<keyof Counterparts>,
): Counterparts {
  const {
    HOSTMASTER_REAL,
    HOSTMASTER_KUBE_APISERVER,
    HOSTMASTER_MOTO,
    HOSTMASTER_GATOR,
    HOSTMASTER_KYVERNO,
  } = process.env;
  const found: Counterparts =
    HOSTMASTER_REAL === '1'
      ? {
          kubeApiServer: HOSTMASTER_KUBE_APISERVER,
          moto: HOSTMASTER_MOTO,
          gator: HOSTMASTER_GATOR,
          kyverno: HOSTMASTER_KYVERNO,
        }
      : {};
  if (needs.some(each => !found[each])) {
    process.stderr.write(
      `SKIP ${what}: it needs ${needs.join(
        ' and ',
      )}; run ./dev test --real to have it\n`,
    );
  }
  return found;
}
