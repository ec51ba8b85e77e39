import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { AcmContext, arnInput, parseInput } from '../AcmOperation';
import { acmErrors } from '../errors';
import { renderDetail } from '../renderCertificate';
import { CertificateMaterial } from '../CertificateAuthority';

/** @public */
export function describeCertificate(
  input: unknown,
  { state }: AcmContext,
): unknown {
  const certificate = state.readable(
    parseInput(arnInput, input).CertificateArn,
  );
  return { Certificate: renderDetail(certificate, state.world) };
}

/** @public */
export async function getCertificate(
  input: unknown,
  { state }: AcmContext,
): Promise<unknown> {
  const certificate = state.readable(
    parseInput(arnInput, input).CertificateArn,
  );
  if (certificate.serial === undefined)
    throw acmErrors.inProgress(certificate.arn);
  const material = await state.material(certificate);
  return {
    Certificate: material.certificate,
    CertificateChain: material.chain,
  };
}

/** Refused while a load balancer holds the certificate, and for the moments until ACM knows that none does. @public */
export function deleteCertificate(
  input: unknown,
  { state, lifecycle }: AcmContext,
): unknown {
  const certificate = state.readable(
    parseInput(arnInput, input).CertificateArn,
  );
  if (certificate.inUseBy.size > 0 || certificate.attachedTo.size > 0) {
    throw acmErrors.inUse(certificate.arn, state.world.accountId);
  }
  state.delete(certificate);
  lifecycle.forget(certificate);
  return undefined;
}

/** @public */
export function renewCertificate(
  input: unknown,
  { state }: AcmContext,
): unknown {
  const certificate = state.readable(
    parseInput(arnInput, input).CertificateArn,
  );
  throw acmErrors.invalidState(
    `RenewCertificate renews exported private certificates only; ${certificate.arn} is not one.`,
  );
}

const optionsInput = arnInput.extend({
  Options: z.object({
    CertificateTransparencyLoggingPreference: z
      .enum(['ENABLED', 'DISABLED'])
      .optional(),
    Export: z.enum(['ENABLED', 'DISABLED']).optional(),
    ValidationMethod: z.enum(['DNS', 'EMAIL', 'HTTP']).optional(),
  }),
});

/** The transparency log cannot be left any more, and whether a certificate can be exported is fixed at its request. @public */
export function updateCertificateOptions(
  input: unknown,
  { state }: AcmContext,
): unknown {
  const { CertificateArn, Options } = parseInput(optionsInput, input);
  const certificate = state.readable(CertificateArn);
  if (certificate.type === 'IMPORTED') {
    throw acmErrors.invalidState(
      'The options of an imported certificate cannot be changed.',
    );
  }
  if (Options.CertificateTransparencyLoggingPreference === 'DISABLED') {
    throw acmErrors.invalidParameter(
      'Certificate transparency logging can no longer be disabled.',
    );
  }
  const wantsExport =
    Options.Export === undefined
      ? certificate.exportable
      : Options.Export === 'ENABLED';
  if (wantsExport !== certificate.exportable) {
    throw acmErrors.invalidState(
      'The export option is fixed when the certificate is requested.',
    );
  }
  if (
    Options.ValidationMethod !== undefined &&
    Options.ValidationMethod !== certificate.validationMethod
  ) {
    throw acmErrors.notEmulated('a change of the validation method');
  }
  return undefined;
}

const emailInput = arnInput.extend({
  Domain: z.string().min(1).max(253),
  ValidationDomain: z.string().min(1).max(253),
});

/** @public */
export function resendValidationEmail(
  input: unknown,
  { state }: AcmContext,
): unknown {
  const { CertificateArn, Domain } = parseInput(emailInput, input);
  const certificate = state.readable(CertificateArn);
  if (
    certificate.validationMethod !== 'EMAIL' ||
    certificate.status !== 'PENDING_VALIDATION'
  ) {
    throw acmErrors.invalidState(
      `${certificate.arn} does not wait for an email validation.`,
    );
  }
  if (
    !certificate.domains.some(domain => domain.name === Domain.toLowerCase())
  ) {
    throw acmErrors.invalidValidationOptions(
      `${Domain} is not a name of ${certificate.arn}.`,
    );
  }
  return undefined;
}

const exportInput = arnInput.extend({ Passphrase: z.string().min(1) });

/** @public */
export async function exportCertificate(
  input: unknown,
  { state }: AcmContext,
): Promise<unknown> {
  const certificate = state.readable(
    parseInput(exportInput, input).CertificateArn,
  );
  if (!certificate.exportable) {
    throw acmErrors.validation(
      `The certificate ${certificate.arn} was not requested as exportable.`,
    );
  }
  if (certificate.serial === undefined)
    throw acmErrors.inProgress(certificate.arn);
  const material: CertificateMaterial = await state.material(certificate);
  certificate.exported = true;
  state.changed(certificate, 'exported');
  return {
    Certificate: material.certificate,
    CertificateChain: material.chain,
    PrivateKey: encryptKey(
      material.privateKey,
      parseInput(exportInput, input).Passphrase,
    ),
  };
}

function encryptKey(privateKey: string, passphrase: string): string {
  return createPrivateKey(privateKey)
    .export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: Buffer.from(passphrase, 'base64'),
    })
    .toString();
}

const revokeInput = arnInput.extend({ RevocationReason: z.string().min(1) });

/** Only certificates that were exported can be revoked by their owner. @public */
export function revokeCertificate(
  input: unknown,
  { state, lifecycle }: AcmContext,
): unknown {
  const { CertificateArn, RevocationReason } = parseInput(revokeInput, input);
  const certificate = state.readable(CertificateArn);
  if (!certificate.exported || certificate.status !== 'ISSUED') {
    throw acmErrors.invalidState(
      `${certificate.arn} is not an issued certificate that was exported.`,
    );
  }
  certificate.status = 'REVOKED';
  certificate.revokedAt = state.world.now();
  certificate.revocationReason = RevocationReason;
  lifecycle.renewals.forget(certificate);
  state.changed(certificate, 'revoked');
  state.sendEvent(certificate, 'ACM Certificate Revoked', { RevocationReason });
  return { CertificateArn };
}
