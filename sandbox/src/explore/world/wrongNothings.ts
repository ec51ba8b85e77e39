/** Ten ways in which a list can be wrong about what is there. */
export const wrongNothings = [
  'empty list',
  'empty list without a version',
  'items: null',
  'items missing',
  'another kind of list',
  'a Status with code 200',
  'half of the list',
  'html',
  'cut off',
  'nothing at all',
] as const;

/** The real answer of a list made wrong. */
export async function wrongNothing(
  label: string,
  real: Response,
): Promise<Response> {
  const text = await real.text();
  const type = real.headers.get('content-type') ?? '';
  const body =
    /json/.test(type) && /^\s*\{/.test(text)
      ? wrongJson(label, JSON.parse(text), text)
      : wrongXml(label, text);
  return new Response(body, {
    status: 200,
    headers: { 'content-type': label === 'html' ? 'text/html' : type },
  });
}

function wrongJson(
  label: string,
  real: Record<string, any>,
  text: string,
): string {
  const list =
    Object.keys(real).find(key => Array.isArray(real[key])) ?? 'items';
  const changed = (fields: object) => JSON.stringify({ ...real, ...fields });
  switch (label) {
    case 'empty list':
      return changed({ [list]: [] });
    case 'empty list without a version':
      return changed({
        [list]: [],
        ...(real.metadata ? { metadata: {} } : {}),
      });
    case 'items: null':
      return changed({ [list]: null });
    case 'items missing':
      return changed({ [list]: undefined });
    case 'another kind of list':
      return JSON.stringify({
        kind: 'ConfigMapList',
        apiVersion: 'v1',
        metadata: real.metadata,
        items: [],
      });
    case 'a Status with code 200':
      return JSON.stringify({
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        message: 'etcdserver: leader changed',
      });
    case 'half of the list':
      return changed({
        [list]: (real[list] ?? []).slice(
          0,
          Math.floor((real[list] ?? []).length / 2),
        ),
      });
    default:
      return wrongText(label, text);
  }
}

/** Route 53 and ELB: lists are elements with members. */
function wrongXml(label: string, text: string): string {
  const members =
    /(<(ResourceRecordSets|HostedZones|LoadBalancers|Listeners|Certificates)>)([\s\S]*)(<\/\2>)/;
  switch (label) {
    case 'empty list':
    case 'items: null':
    case 'empty list without a version':
      return text.replace(members, '$1$4');
    case 'items missing':
      return text.replace(members, '');
    case 'another kind of list':
      return '<?xml version="1.0"?><ListTagsForResourceResponse></ListTagsForResourceResponse>';
    case 'a Status with code 200':
      return '<?xml version="1.0"?><ErrorResponse><Error><Code>InternalFailure</Code></Error></ErrorResponse>';
    case 'half of the list':
      return text.replace(
        members,
        (_all, open, _name, inner: string, close) => {
          const parts = inner.split(
            /(?<=<\/(?:ResourceRecordSet|HostedZone|member)>)/,
          );
          return `${open}${parts
            .slice(0, Math.floor(parts.length / 2))
            .join('')}${close}`;
        },
      );
    default:
      return wrongText(label, text);
  }
}

function wrongText(label: string, text: string): string {
  if (label === 'html')
    return '<html><body>Service temporarily moved</body></html>';
  if (label === 'cut off') return text.slice(0, Math.floor(text.length / 2));
  return '';
}
