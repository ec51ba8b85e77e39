import { AwsWorld } from '../core/AwsWorld';
import {
  AwsServiceHandler,
  PreparedCall,
  ServiceCall,
} from '../core/ServiceCall';
import { BucketLimit, TokenBucket } from '../core/TokenBucket';
import { AcmContext, AcmOperation } from './AcmOperation';
import { acmErrors } from './errors';
import {
  getAccountConfiguration,
  putAccountConfiguration,
} from './operations/accountConfiguration';
import {
  deleteCertificate,
  describeCertificate,
  exportCertificate,
  getCertificate,
  renewCertificate,
  resendValidationEmail,
  revokeCertificate,
  updateCertificateOptions,
} from './operations/certificates';
import { importCertificate } from './operations/importCertificate';
import {
  listCertificateDomainValidations,
  listCertificates,
} from './operations/listCertificates';
import { requestCertificate } from './operations/requestCertificate';
import { searchCertificates } from './operations/searchCertificates';
import {
  addTagsToCertificate,
  listTagsForCertificate,
  listTagsForResource,
  removeTagsFromCertificate,
  tagResource,
  untagResource,
} from './operations/tags';

const OPERATIONS: Record<string, AcmOperation> = {
  RequestCertificate: requestCertificate,
  DescribeCertificate: describeCertificate,
  GetCertificate: getCertificate,
  ListCertificates: listCertificates,
  SearchCertificates: searchCertificates,
  ListCertificateDomainValidations: listCertificateDomainValidations,
  DeleteCertificate: deleteCertificate,
  ImportCertificate: importCertificate,
  ExportCertificate: exportCertificate,
  RevokeCertificate: revokeCertificate,
  RenewCertificate: renewCertificate,
  UpdateCertificateOptions: updateCertificateOptions,
  ResendValidationEmail: resendValidationEmail,
  AddTagsToCertificate: addTagsToCertificate,
  RemoveTagsFromCertificate: removeTagsFromCertificate,
  ListTagsForCertificate: listTagsForCertificate,
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
  GetAccountConfiguration: getAccountConfiguration,
  PutAccountConfiguration: putAccountConfiguration,
};

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/**
 * ACM of one region over JSON 1.1.
 *
 * @public
 */
export class AcmService implements AwsServiceHandler {
  private readonly buckets = new Map<string, TokenBucket>();

  constructor(
    private readonly world: AwsWorld,
    private readonly context: AcmContext,
  ) {}

  prepare(call: ServiceCall): PreparedCall {
    const name = (call.headers.get('x-amz-target') ?? '').replace(
      /^CertificateManager\./,
      '',
    );
    const operation = OPERATIONS[name];
    if (!operation) throw acmErrors.unknownOperation(name);
    const input = parseBody(call.body);
    return {
      operation: name,
      parameters: shortParameters(input),
      admit: () => this.bucket(name).take(),
      execute: async () => answer(200, await operation(input, this.context)),
    };
  }

  throttled(): Error {
    return acmErrors.throttling();
  }

  renderError(error: {
    code: string;
    message: string;
    status: number;
  }): Response {
    return answer(error.status, { __type: error.code, message: error.message });
  }

  private bucket(operation: string): TokenBucket {
    let bucket = this.buckets.get(operation);
    if (!bucket) {
      const { requests } = this.world.limits.acm;
      const limit: BucketLimit = requests[operation] ?? requests.default;
      bucket = new TokenBucket(
        this.world.timeline.clock,
        limit,
        this.world.limits.throttledCallsTakeTokens,
      );
      this.buckets.set(operation, bucket);
    }
    return bucket;
  }
}

function parseBody(body: string): Record<string, unknown> {
  try {
    const parsed: unknown = body === '' ? {} : JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // refused below
  }
  throw acmErrors.serialization();
}

function answer(status: number, body: unknown): Response {
  return new Response(body === undefined ? '' : JSON.stringify(body), {
    status,
    headers: { 'content-type': CONTENT_TYPE },
  });
}

function shortParameters(
  input: Record<string, unknown>,
): Record<string, string | number> {
  const parameters: Record<string, string | number> = {};
  for (const name of [
    'DomainName',
    'CertificateArn',
    'IdempotencyToken',
    'KeyAlgorithm',
    'MaxItems',
    'ResourceArn',
  ]) {
    const value = input[name];
    if (typeof value === 'string' || typeof value === 'number')
      parameters[name] = value;
  }
  return parameters;
}
