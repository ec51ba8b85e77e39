import { CaseAnswer } from './CaseServer';
import { PolicyCase, PolicyName } from './policyCases';

/** How deploy/policies/validating-admission-policy names them. */
export const shippedNames: Record<PolicyName, string> = {
  granted: 'hostnames-granted',
  domain: 'hostnames-in-domain',
  pool: 'hostnames-pool-routes',
  rules: 'hostnames-pool-rules',
  protected: 'hostnames-protected',
};

/** What the mode makes of the table: Warn only tells of what is not granted, and does not see a namespace without a grant. */
export function expectVerdict(
  answer: CaseAnswer,
  each: PolicyCase,
  mode: 'warn' | 'deny',
): void {
  const { status, body, warnings } = answer;
  const told =
    mode === 'deny'
      ? []
      : each.refusedBy.filter(
          policy => policy === 'granted' && !each.withoutGrant,
        );
  const refusing =
    mode === 'deny'
      ? each.refusedBy
      : each.refusedBy.filter(policy => policy !== 'granted');
  const ours = warnings.filter(text =>
    text.includes('ValidatingAdmissionPolicy'),
  );
  if (refusing.length > 0) {
    const says = each.withoutGrant
      ? 'no params found for policy binding with `Deny` parameterNotFoundAction'
      : each.says;
    expect({ status, message: body.message }).toEqual({
      status:
        each.withoutGrant ||
        refusing.some(policy => policy === 'pool' || policy === 'rules')
          ? 422
          : 403,
      message: expect.stringContaining(says),
    });
    expect(refusing.map(policy => shippedNames[policy])).toContain(
      /ValidatingAdmissionPolicy '([^']+)'/.exec(body.message ?? '')?.[1],
    );
    return;
  }
  expect({ status, message: body.message }).toEqual({
    status: each.operation === 'CREATE' ? 201 : 200,
    message: undefined,
  });
  expect(ours).toEqual(
    told.map(policy => expect.stringContaining(`'${shippedNames[policy]}'`)),
  );
  if (told.length > 0) expect(ours[0]).toContain(each.says);
}
