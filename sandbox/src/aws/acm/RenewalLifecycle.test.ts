import { AcmEvent } from '../core/ChangeFeed';
import {
  describeCertificate,
  slowAccount,
  writeValidationRecord,
} from '../testUtils';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

describe('renewal', () => {
  function withCertificate(daysLeft: number) {
    const account = slowAccount();
    const events: AcmEvent['detailType'][] = [];
    account.aws.onChange(
      change => change.kind === 'event' && events.push(change.event.detailType),
    );
    const certificate = account.aws.certificates.put({
      domainName: 'shop.example.com',
      notAfter: account.clock.now() + daysLeft * DAY,
    });
    const hold = () =>
      account.aws
        .inRegion()
        .acm.setHeld(
          'arn:aws:elasticloadbalancing:x',
          new Set([certificate.arn]),
        );
    return { account, certificate, events, hold };
  }

  it('happens 45 days before expiry when the certificate is used and its record is there; the ARN stays', async () => {
    const { account, certificate, events, hold } = withCertificate(60);
    const serial = certificate.serial;
    writeValidationRecord(account, 'shop.example.com');
    hold();
    await account.clock.advance(14 * DAY);
    const early = await describeCertificate(account, certificate.arn);
    await account.clock.advance(2 * DAY);
    const renewed = await describeCertificate(account, certificate.arn);

    expect(early.RenewalSummary).toBeUndefined();
    expect(early.RenewalEligibility).toBe('ELIGIBLE');
    expect(renewed).toMatchObject({
      Status: 'ISSUED',
      RenewalSummary: { RenewalStatus: 'SUCCESS' },
    });
    expect(certificate.serial).not.toBe(serial);
    expect(renewed.NotAfter!.getTime()).toBeGreaterThan(
      account.clock.now() + 190 * DAY,
    );
    expect(events).toContain('ACM Certificate Available');
  });

  it('does not happen while nothing uses the certificate, and happens as soon as something does', async () => {
    const { account, certificate, hold } = withCertificate(60);
    writeValidationRecord(account, 'shop.example.com');
    await account.clock.advance(40 * DAY);
    const unused = await describeCertificate(account, certificate.arn);
    hold();
    await account.clock.advance(2 * HOUR);

    expect(unused.RenewalEligibility).toBe('INELIGIBLE');
    expect(unused.RenewalSummary).toBeUndefined();
    expect(
      (await describeCertificate(account, certificate.arn)).RenewalSummary
        ?.RenewalStatus,
    ).toBe('SUCCESS');
  });

  it('waits for the record, and ends in expiry without it', async () => {
    const { account, certificate, events, hold } = withCertificate(60);
    hold();
    await account.clock.advance(20 * DAY);
    const waiting = await describeCertificate(account, certificate.arn);
    await account.clock.advance(41 * DAY);
    const expired = await describeCertificate(account, certificate.arn);

    expect(waiting.RenewalSummary).toMatchObject({
      RenewalStatus: 'PENDING_VALIDATION',
      DomainValidationOptions: [{ ValidationStatus: 'PENDING_VALIDATION' }],
    });
    expect(expired).toMatchObject({
      Status: 'EXPIRED',
      RenewalSummary: { RenewalStatus: 'FAILED' },
    });
    expect(
      events.filter(type => type === 'ACM Certificate Renewal Action Required'),
    ).toHaveLength(1);
    expect(
      events.filter(type => type === 'ACM Certificate Approaching Expiration')
        .length,
    ).toBeGreaterThanOrEqual(45);
    expect(events[events.length - 1]).toBe('ACM Certificate Expired');
  });

  it('goes on when the record comes back', async () => {
    const { account, certificate, hold } = withCertificate(30);
    hold();
    await account.clock.advance(5 * DAY);
    writeValidationRecord(account, 'shop.example.com');
    await account.clock.advance(2 * HOUR);

    expect(
      (await describeCertificate(account, certificate.arn)).RenewalSummary
        ?.RenewalStatus,
    ).toBe('SUCCESS');
  });
});
