import { describeAwsCall, describeKubernetesCall } from './describeCall';

const cluster = 'https://prod.cluster.local';

describe('describeKubernetesCall', () => {
  it.each([
    [
      'GET',
      '/apis/hostmaster.dev/v1alpha1/domainclaims',
      'list',
      'domainclaims ',
      'read',
    ],
    [
      'GET',
      '/apis/hostmaster.dev/v1alpha1/domainclaims?watch=true',
      'watch',
      'domainclaims ',
      'watch',
    ],
    [
      'PATCH',
      '/apis/hostmaster.dev/v1alpha1/namespaces/shop/gatewayhostnamerequests/shop/status',
      'patch',
      'gatewayhostnamerequests shop/shop/status',
      'write',
    ],
    ['GET', '/api/v1/namespaces/edge', 'get', 'namespaces edge', 'read'],
    [
      'PUT',
      '/apis/coordination.k8s.io/v1/namespaces/edge/leases/hostmaster',
      'replace',
      'leases edge/hostmaster',
      'lease',
    ],
    [
      'POST',
      '/apis/events.k8s.io/v1/namespaces/shop/events',
      'create',
      'events shop',
      'event',
    ],
  ])('%s %s', (method, path, operation, target, kind) => {
    expect(
      describeKubernetesCall(new Request(`${cluster}${path}`, { method })),
    ).toEqual({ operation, target, kind });
  });
});

describe('describeAwsCall', () => {
  it('knows ACM by its header', () => {
    const request = new Request('https://acm.eu-central-1.amazonaws.com/', {
      method: 'POST',
      headers: { 'x-amz-target': 'CertificateManager.RequestCertificate' },
    });
    expect(
      describeAwsCall(request, '{"DomainName":"shop.example.test"}'),
    ).toEqual({
      service: 'acm',
      operation: 'RequestCertificate',
      target: 'shop.example.test',
      kind: 'write',
    });
  });

  it('knows Route 53 by its path', () => {
    const request = new Request(
      'https://route53.amazonaws.com/2013-04-01/hostedzone/Z1/rrset',
      { method: 'POST' },
    );
    expect(describeAwsCall(request, '<x/>')).toEqual({
      service: 'route53',
      operation: 'ChangeResourceRecordSets',
      target: 'Z1',
      kind: 'write',
    });
  });

  it('knows ELB by its action', () => {
    const request = new Request(
      'https://elasticloadbalancing.eu-central-1.amazonaws.com/',
      { method: 'POST' },
    );
    expect(
      describeAwsCall(request, 'Action=DescribeListeners&Version=2015-12-01'),
    ).toMatchObject({ operation: 'DescribeListeners', kind: 'read' });
  });
});
