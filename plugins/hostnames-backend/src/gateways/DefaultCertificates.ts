/** Where the default certificate of a provider's pools stands. */
export type DefaultCertificate =
  | { kind: 'issued'; ref: string }
  /** `message` completes "… is made as soon as". */
  | { kind: 'waiting'; message: string };

/** The certificates that pool gateways show where no hostname fits: one per provider, that is per account and region. */
export interface DefaultCertificates {
  of(provider: string): DefaultCertificate;
}
