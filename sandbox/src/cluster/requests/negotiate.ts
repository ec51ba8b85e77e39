import { notAcceptable } from '../errors/StatusError';

/** The form of an answer. @internal */
export interface AnswerForm {
  mediaType: 'application/json' | 'application/yaml';
  as?:
    | 'Table'
    | 'PartialObjectMetadata'
    | 'PartialObjectMetadataList'
    | 'APIGroupDiscoveryList';
  /** Version of the aggregated discovery that was asked for. */
  version?: string;
}

const ACCEPTED =
  'application/json, application/yaml, application/vnd.kubernetes.protobuf';

/**
 * The first form of the Accept header that can be given. Protobuf is not among them: clients that prefer it name JSON too.
 *
 * @throws StatusError 406 when there is none.
 * @internal
 */
export function negotiate(
  accept: string | null,
  offered: Array<AnswerForm['as']> = [],
): AnswerForm {
  if (!accept?.trim()) return { mediaType: 'application/json' };
  for (const entry of accept.split(',')) {
    const [type, ...parameters] = entry.split(';').map(part => part.trim());
    const mediaType = mediaTypeOf(type);
    if (!mediaType) continue;
    const values = new Map(
      parameters.map(parameter => parameter.split('=', 2) as [string, string]),
    );
    const as = values.get('as') as AnswerForm['as'];
    if (as === undefined) return { mediaType };
    if (offered.includes(as))
      return { mediaType, as, version: values.get('v') };
  }
  throw notAcceptable(ACCEPTED);
}

function mediaTypeOf(type: string): AnswerForm['mediaType'] | undefined {
  switch (type) {
    case 'application/json':
    case '*/*':
    case 'application/*':
      return 'application/json';
    case 'application/yaml':
    case 'application/x-yaml':
      return 'application/yaml';
    default:
      return undefined;
  }
}
