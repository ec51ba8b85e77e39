import { members, QueryInput, queryTexts } from '../../core/query';
import { XmlContent } from '../../core/xml';
import { elbErrors } from '../errors';
import { ElbOperation, pageOf } from '../ElbOperation';

/** What a listener gets when no policy is named. @public */
export const USUAL_SSL_POLICY = 'ELBSecurityPolicy-2016-08';

const POLICIES: Record<string, string[]> = {
  'ELBSecurityPolicy-2016-08': ['TLSv1', 'TLSv1.1', 'TLSv1.2'],
  'ELBSecurityPolicy-TLS-1-2-2017-01': ['TLSv1.2'],
  'ELBSecurityPolicy-TLS-1-2-Ext-2018-06': ['TLSv1.2'],
  'ELBSecurityPolicy-FS-2018-06': ['TLSv1', 'TLSv1.1', 'TLSv1.2'],
  'ELBSecurityPolicy-FS-1-2-2019-08': ['TLSv1.2'],
  'ELBSecurityPolicy-FS-1-2-Res-2019-08': ['TLSv1.2'],
  'ELBSecurityPolicy-FS-1-2-Res-2020-10': ['TLSv1.2'],
  'ELBSecurityPolicy-TLS13-1-0-2021-06': [
    'TLSv1',
    'TLSv1.1',
    'TLSv1.2',
    'TLSv1.3',
  ],
  'ELBSecurityPolicy-TLS13-1-1-2021-06': ['TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
  'ELBSecurityPolicy-TLS13-1-2-2021-06': ['TLSv1.2', 'TLSv1.3'],
  'ELBSecurityPolicy-TLS13-1-2-Res-2021-06': ['TLSv1.2', 'TLSv1.3'],
  'ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06': ['TLSv1.2', 'TLSv1.3'],
  'ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06': ['TLSv1.2', 'TLSv1.3'],
  'ELBSecurityPolicy-TLS13-1-3-2021-06': ['TLSv1.3'],
};

/** Whether a name is that of an SSL policy; newer families are taken by their form. @public */
export function isSslPolicy(name: string): boolean {
  return (
    name in POLICIES ||
    /^ELBSecurityPolicy-TLS13-1-[0-3]-(?:[A-Za-z0-9]+-)*20\d\d-\d\d$/.test(name)
  );
}

/** @public */
export const sslPolicyOperations: Record<string, ElbOperation> = {
  DescribeSSLPolicies: describe,
};

function describe(input: QueryInput): XmlContent {
  const names = queryTexts(input, 'Names') ?? [];
  const unknown = names.find(name => !(name in POLICIES));
  if (unknown !== undefined) throw elbErrors.sslPolicyNotFound(unknown);
  const page = pageOf(names.length > 0 ? names : Object.keys(POLICIES), input);
  return {
    SslPolicies: members(
      page.items.map(Name => ({
        Name,
        SslProtocols: members(POLICIES[Name]),
        Ciphers: members([
          { Name: 'ECDHE-ECDSA-AES128-GCM-SHA256', Priority: 1 },
        ]),
        SupportedLoadBalancerTypes: members(['application', 'network']),
      })),
    ),
    NextMarker: page.nextMarker,
  };
}
