/**
 * What a pool gateway's base route answers for a hostname that no route serves: a fixed response of the load balancer. Such a
 * response carries a status, a content type and a body, and no headers of ours, so the body tells it from a 404 of a service.
 *
 * @public
 */
export const baseResponse = {
  status: 404,
  contentType: 'text/plain',
  body: 'hostmaster: no route',
} as const;

/** Whether a response is the gateway's base answering, not a service. @public */
export function isBaseResponse(response: {
  status: number;
  body: string;
}): boolean {
  return (
    response.status === baseResponse.status &&
    response.body.trim() === baseResponse.body
  );
}
