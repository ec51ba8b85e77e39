import { createHash } from 'node:crypto';
import { ValidationRecord } from './Certificate';

/**
 * The validation record of a domain: a function of account and domain alone, the same in every region and for every later
 * certificate, and the same for `example.com` and `*.example.com`.
 *
 * | domain | record |
 * | --- | --- |
 * | `*.example.com` | `_<32 hex>.example.com.` CNAME `_<32 hex>.<10 letters>.acm-validations.aws.` |
 *
 * Source: ACM User Guide, "DNS validation".
 *
 * @public
 */
export function validationRecord(
  accountId: string,
  domain: string,
): ValidationRecord {
  const base = domain.toLowerCase().replace(/^\*\./, '').replace(/\.$/, '');
  const digest = (purpose: string) =>
    createHash('sha256')
      .update(`${purpose} ${accountId} ${base}`)
      .digest('hex');
  const letters = [...Buffer.from(digest('zone').slice(0, 20), 'hex')]
    .map(octet => String.fromCharCode(97 + (octet % 26)))
    .join('');
  return {
    name: `_${digest('name').slice(0, 32)}.${base}.`,
    value: `_${digest('value').slice(0, 32)}.${letters}.acm-validations.aws.`,
  };
}
