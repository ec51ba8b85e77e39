import type { Actor } from '../schema/openapi/generated/models/Actor.model';
import { ConditionType, conditionTypes } from './Condition';

/** What a reason means: the source of the reference table, the help in the interface and the links of the alerts. @public */
export interface ReasonDescription {
  /** Conditions that can have the reason. */
  conditions: ConditionType[];
  /** What was found. */
  found: string;
  /** Who acts. */
  who: Actor;
  /** What they do. */
  todo: string;
}

const any: ConditionType[] = conditionTypes.filter(
  type => type !== 'Denied' && type !== 'Reachable',
);

/**
 * Every reason of every condition. Each states the fact found, not an intention.
 *
 * @public
 */
export const reasons = {
  // What was asked for
  /** The hostname, its zone, the profile and the environment are allowed as requested. */
  AsRequested: {
    conditions: ['Accepted'],
    found:
      'The hostname, its zone, the profile and the environment are allowed as requested.',
    who: 'nobody',
    todo: 'Nothing.',
  },
  /** The text is no hostname that can be held: the message says what is wrong with it. Make a new request with the spelling that the message suggests and delete this one. */
  HostnameInvalid: {
    conditions: ['Accepted'],
    found:
      'The text is no hostname that can be held: the message says what is wrong with it.',
    who: 'you',
    todo: 'Make a new request with the spelling that the message suggests and delete this one.',
  },
  /** The platform team keeps this hostname for itself. Choose another hostname, or ask the platform team to take it off the reserved list. */
  HostnameReserved: {
    conditions: ['Accepted'],
    found: 'The platform team keeps this hostname for itself.',
    who: 'you',
    todo: 'Choose another hostname, or ask the platform team to take it off the reserved list.',
  },
  /** An additional name of the certificate is held by somebody else or may not be used. Remove the name from spec.certificate.additionalNames, or ask its owner to give it up. */
  NameNotHeld: {
    conditions: ['Accepted'],
    found:
      'An additional name of the certificate is held by somebody else or may not be used.',
    who: 'you',
    todo: 'Remove the name from spec.certificate.additionalNames, or ask its owner to give it up.',
  },
  /** The gateway class does not accept ListenerSets, or its controller writes listeners itself. Set `listeners: shared` in the profile, or upgrade the class's controller. */
  ClassDefinesListener: {
    conditions: ['Accepted'],
    found:
      'The gateway class does not accept ListenerSets, or its controller writes listeners itself.',
    who: 'platform',
    todo: "Set `listeners: shared` in the profile, or upgrade the class's controller.",
  },
  /** No hosted zone that the suite can see contains the hostname, or the one asked for does not exist. Choose a hostname within a zone of the message, or ask the platform team to add the zone. */
  ZoneNotFound: {
    conditions: ['Accepted'],
    found:
      'No hosted zone that the suite can see contains the hostname, or the one asked for does not exist.',
    who: 'platform',
    todo: 'Choose a hostname within a zone of the message, or ask the platform team to add the zone.',
  },
  /** spec.zoneId names a zone that does not contain the hostname. Leave zoneId out, or make a new request that names the right zone. */
  ZoneMismatch: {
    conditions: ['Accepted'],
    found: 'spec.zoneId names a zone that does not contain the hostname.',
    who: 'you',
    todo: 'Leave zoneId out, or make a new request that names the right zone.',
  },
  /** Several hosted zones of the same name and visibility contain the hostname. Name the right one as spec.zoneId, or remove the zone that is not delegated to. */
  ZoneAmbiguous: {
    conditions: ['Accepted'],
    found:
      'Several hosted zones of the same name and visibility contain the hostname.',
    who: 'platform',
    todo: 'Name the right one as spec.zoneId, or remove the zone that is not delegated to.',
  },
  /** No allowed domain contains the hostname, or it is another team's. Choose a hostname within a domain of your team, or ask the owners in the message. */
  DomainNotAllowed: {
    conditions: ['Accepted'],
    found: "No allowed domain contains the hostname, or it is another team's.",
    who: 'you',
    todo: 'Choose a hostname within a domain of your team, or ask the owners in the message.',
  },
  /** spec.gatewayClass names a profile that is not configured. Use one of the profiles of the message. */
  ProfileUnknown: {
    conditions: ['Accepted'],
    found: 'spec.gatewayClass names a profile that is not configured.',
    who: 'you',
    todo: 'Use one of the profiles of the message.',
  },
  /** The profile or the domain is not for this environment. Choose another profile, domain or environment as the message says. */
  EnvironmentNotAllowed: {
    conditions: ['Accepted'],
    found: 'The profile or the domain is not for this environment.',
    who: 'you',
    todo: 'Choose another profile, domain or environment as the message says.',
  },
  /** A CAA record at the name or above it does not allow the certificate authority. Add a CAA record with the value of the message, or remove the record that forbids. */
  CaaForbids: {
    conditions: ['Accepted'],
    found:
      'A CAA record at the name or above it does not allow the certificate authority.',
    who: 'dns',
    todo: 'Add a CAA record with the value of the message, or remove the record that forbids.',
  },
  /** The parent zone does not list the name servers of the hosted zone, so nobody can validate a certificate. Write the NS records of the message into the parent zone. */
  ZoneNotDelegated: {
    conditions: ['Accepted'],
    found:
      'The parent zone does not list the name servers of the hosted zone, so nobody can validate a certificate.',
    who: 'dns',
    todo: 'Write the NS records of the message into the parent zone.',
  },
  /** The time of spec.expiresAfter is over: records, certificate, listener and claim have been removed. Remove the manifest from Git, or give it more time. */
  LifetimeOver: {
    conditions: ['Accepted'],
    found:
      'The time of spec.expiresAfter is over: records, certificate, listener and claim have been removed.',
    who: 'you',
    todo: 'Remove the manifest from Git, or give it more time.',
  },
  // Who holds the name
  /** The request was the first to ask for the hostname and holds it. */
  FirstCome: {
    conditions: ['Claimed'],
    found: 'The request was the first to ask for the hostname and holds it.',
    who: 'nobody',
    todo: 'Nothing.',
  },
  /** An administrator delegated the hostname to this namespace. */
  Granted: {
    conditions: ['Claimed'],
    found: 'An administrator delegated the hostname to this namespace.',
    who: 'nobody',
    todo: 'Nothing.',
  },
  /** Another request holds the hostname. Ask the owner of the message to transfer it, or choose another hostname. */
  HeldByOther: {
    conditions: ['Claimed', 'Denied'],
    found: 'Another request holds the hostname.',
    who: 'owner',
    todo: 'Ask the owner of the message to transfer it, or choose another hostname.',
  },
  /** A request in another cluster holds the hostname: its ownership record is in the zone. Ask the owner to transfer it, or request the takeover if both are yours. */
  HeldInOtherCluster: {
    conditions: ['Claimed', 'Denied'],
    found:
      'A request in another cluster holds the hostname: its ownership record is in the zone.',
    who: 'owner',
    todo: 'Ask the owner to transfer it, or request the takeover if both are yours.',
  },
  /** The holder has agreed to hand the hostname over to this request, or the platform team to take it over from another cluster. Wait; the hostname changes hands in one step when everything here is ready to serve it. */
  TransferAgreed: {
    conditions: ['Claimed'],
    found:
      'The holder has agreed to hand the hostname over to this request, or the platform team to take it over from another cluster.',
    who: 'nobody',
    todo: 'Wait; the hostname changes hands in one step when everything here is ready to serve it.',
  },
  /** The hostname was handed over to the request that this one named in hostmaster.dev/transfer-to. Delete this request; the new holder keeps what it has. */
  TransferredAway: {
    conditions: ['Claimed', 'Denied'],
    found:
      'The hostname was handed over to the request that this one named in hostmaster.dev/transfer-to.',
    who: 'you',
    todo: 'Delete this request; the new holder keeps what it has.',
  },
  /** The platform team's delegation gives this hostname to other namespaces only. Ask the platform team, or choose another hostname. */
  NotAllowed: {
    conditions: ['Claimed', 'Denied'],
    found:
      "The platform team's delegation gives this hostname to other namespaces only.",
    who: 'platform',
    todo: 'Ask the platform team, or choose another hostname.',
  },
  /** A record that the suite did not write stands where one is needed; it is never changed. Remove the record if it is no longer needed, or let the platform team adopt it. */
  RecordNotOurs: {
    conditions: ['Claimed', 'DnsValidated', 'DnsAliasReady'],
    found:
      'A record that the suite did not write stands where one is needed; it is never changed.',
    who: 'platform',
    todo: 'Remove the record if it is no longer needed, or let the platform team adopt it.',
  },
  /** The hostname was released and is kept for its former owner for a while. Wait until the time of the message. */
  CoolingDown: {
    conditions: ['Claimed'],
    found:
      'The hostname was released and is kept for its former owner for a while.',
    who: 'nobody',
    todo: 'Wait until the time of the message.',
  },
  /** The records of the zone have not been read yet, or not since the claim. Wait; it takes one listing of the zone. */
  WaitingForZone: {
    conditions: ['Claimed'],
    found:
      'The records of the zone have not been read yet, or not since the claim.',
    who: 'nobody',
    todo: 'Wait; it takes one listing of the zone.',
  },
  // The certificate
  /** The certificate was requested. */
  Requested: {
    conditions: ['CertificateRequested'],
    found: 'The certificate was requested.',
    who: 'nobody',
    todo: 'Nothing.',
  },
  /** A certificate that exists already covers the names. */
  Reused: {
    conditions: ['CertificateRequested'],
    found: 'A certificate that exists already covers the names.',
    who: 'nobody',
    todo: 'Nothing.',
  },
  /** An imported certificate covers the names. Nothing; whoever imported it must renew it. */
  Imported: {
    conditions: ['CertificateRequested'],
    found: 'An imported certificate covers the names.',
    who: 'nobody',
    todo: 'Nothing; whoever imported it must renew it.',
  },
  /** The certificate is being requested. Wait; it takes a minute. */
  Requesting: {
    conditions: ['CertificateRequested'],
    found: 'The certificate is being requested.',
    who: 'nobody',
    todo: 'Wait; it takes a minute.',
  },
  /** The profile uses certificates that exist, and none covers the names. Import or issue a certificate that covers the hostname, or choose another profile. */
  NoCoveringCertificate: {
    conditions: ['CertificateRequested'],
    found:
      'The profile uses certificates that exist, and none covers the names.',
    who: 'platform',
    todo: 'Import or issue a certificate that covers the hostname, or choose another profile.',
  },
  /** A limit of the account is reached. Raise the limit, or remove what is no longer used. */
  QuotaReached: {
    conditions: [
      'CertificateRequested',
      'GatewayAssigned',
      'DnsValidated',
      'DnsAliasReady',
    ],
    found: 'A limit of the account is reached.',
    who: 'platform',
    todo: 'Raise the limit, or remove what is no longer used.',
  },
  /** The validation records stand in the public zone. */
  RecordsInPlace: {
    conditions: ['DnsValidated'],
    found: 'The validation records stand in the public zone.',
    who: 'nobody',
    todo: 'Nothing.',
  },
  /** The records are being written. Wait; it takes a minute. */
  Publishing: {
    conditions: ['DnsValidated', 'DnsAliasReady'],
    found: 'The records are being written.',
    who: 'nobody',
    todo: 'Wait; it takes a minute.',
  },
  /** The zone is being changed by somebody else. Wait; it is tried again by itself. */
  ZoneBusy: {
    conditions: ['DnsValidated', 'DnsAliasReady'],
    found: 'The zone is being changed by somebody else.',
    who: 'nobody',
    todo: 'Wait; it is tried again by itself.',
  },
  /** The hosted zone has as many records as it may have. Raise the zone's record limit, or split the zone. */
  ZoneFull: {
    conditions: ['DnsValidated', 'DnsAliasReady'],
    found: 'The hosted zone has as many records as it may have.',
    who: 'platform',
    todo: "Raise the zone's record limit, or split the zone.",
  },
  /** The records are written and not yet at all name servers of the provider. Wait; it takes about a minute. */
  AwaitingInsync: {
    conditions: ['DnsValidated', 'DnsAliasReady'],
    found:
      'The records are written and not yet at all name servers of the provider.',
    who: 'nobody',
    todo: 'Wait; it takes about a minute.',
  },
  /** cert-manager is proving control over the name. Wait; the message says which challenge. */
  ChallengePending: {
    conditions: ['DnsValidated'],
    found: 'cert-manager is proving control over the name.',
    who: 'nobody',
    todo: 'Wait; the message says which challenge.',
  },
  /** The certificate authority has not seen the validation records yet. Wait; usually 1 to 30 minutes. */
  PendingValidation: {
    conditions: ['CertificateIssued'],
    found: 'The certificate authority has not seen the validation records yet.',
    who: 'ca',
    todo: 'Wait; usually 1 to 30 minutes.',
  },
  /** The certificate is issued. */
  Issued: {
    conditions: ['CertificateIssued'],
    found: 'The certificate is issued.',
    who: 'nobody',
    todo: 'Nothing.',
  },
  /** The certificate authority was forbidden by a CAA record. Add the authority to the CAA records; a new certificate is requested by itself. */
  CaaError: {
    conditions: ['CertificateIssued'],
    found: 'The certificate authority was forbidden by a CAA record.',
    who: 'dns',
    todo: 'Add the authority to the CAA records; a new certificate is requested by itself.',
  },
  /** The validation records were not seen from the internet for 72 hours. Check the delegation of the zone; a new certificate is requested by itself. */
  ValidationTimedOut: {
    conditions: ['CertificateIssued'],
    found:
      'The validation records were not seen from the internet for 72 hours.',
    who: 'dns',
    todo: 'Check the delegation of the zone; a new certificate is requested by itself.',
  },
  /** The certificate authority wants to verify the account first. Open a case with the certificate authority's support. */
  FailedAdditionalVerification: {
    conditions: ['CertificateIssued'],
    found: 'The certificate authority wants to verify the account first.',
    who: 'platform',
    todo: "Open a case with the certificate authority's support.",
  },
  /** The certificate authority refuses the domain, usually because a malware list names it. Have the domain taken off the list and open a case with the certificate authority. */
  FailedDomainNotAllowed: {
    conditions: ['CertificateIssued'],
    found:
      'The certificate authority refuses the domain, usually because a malware list names it.',
    who: 'platform',
    todo: 'Have the domain taken off the list and open a case with the certificate authority.',
  },
  /** The certificate authority says that the name is below no public suffix. Use a hostname of a public domain. */
  FailedInvalidPublicDomain: {
    conditions: ['CertificateIssued'],
    found:
      'The certificate authority says that the name is below no public suffix.',
    who: 'you',
    todo: 'Use a hostname of a public domain.',
  },
  /** The certificate authority refused the proof of control. Open a case with the certificate authority. */
  FailedDomainValidationDenied: {
    conditions: ['CertificateIssued'],
    found: 'The certificate authority refused the proof of control.',
    who: 'platform',
    todo: 'Open a case with the certificate authority.',
  },
  /** The certificate authority knows nobody of the domain it could ask. Validate by DNS, as this suite does; open a case with the certificate authority if it asks for mail all the same. */
  FailedNoContacts: {
    conditions: ['CertificateIssued'],
    found: 'The certificate authority knows nobody of the domain it could ask.',
    who: 'platform',
    todo: 'Validate by DNS, as this suite does; open a case with the certificate authority if it asks for mail all the same.',
  },
  /** The private certificate authority of the account refused or could not be used. Correct its state, its rights or its limits as the code of the message says; a new certificate is requested by itself. */
  FailedPrivateAuthority: {
    conditions: ['CertificateIssued'],
    found:
      'The private certificate authority of the account refused or could not be used.',
    who: 'platform',
    todo: 'Correct its state, its rights or its limits as the code of the message says; a new certificate is requested by itself.',
  },
  /** The account has no service-linked role for the certificate authority. Create the role AWSServiceRoleForCertificateManager; a new certificate is requested by itself. */
  FailedServiceRole: {
    conditions: ['CertificateIssued'],
    found:
      'The account has no service-linked role for the certificate authority.',
    who: 'platform',
    todo: 'Create the role AWSServiceRoleForCertificateManager; a new certificate is requested by itself.',
  },
  /** The certificate authority has taken the certificate out of use. Look at the certificate in the account; a new one is requested by itself. */
  FailedInactive: {
    conditions: ['CertificateIssued'],
    found: 'The certificate authority has taken the certificate out of use.',
    who: 'platform',
    todo: 'Look at the certificate in the account; a new one is requested by itself.',
  },
  /** The certificate is valid and will not renew by itself as it stands. Remove the cause in the message before the date it names. */
  RenewalAtRisk: {
    conditions: ['CertificateIssued'],
    found:
      'The certificate is valid and will not renew by itself as it stands.',
    who: 'platform',
    todo: 'Remove the cause in the message before the date it names.',
  },
  /** The certificate authority failed without a reason. Wait; a new certificate is requested by itself, more slowly each time. */
  FailedOther: {
    conditions: ['CertificateIssued'],
    found: 'The certificate authority failed without a reason.',
    who: 'ca',
    todo: 'Wait; a new certificate is requested by itself, more slowly each time.',
  },
  /** The certificate was revoked. Find out why; a new certificate is requested by itself. */
  Revoked: {
    conditions: ['CertificateIssued'],
    found: 'The certificate was revoked.',
    who: 'platform',
    todo: 'Find out why; a new certificate is requested by itself.',
  },
  /** The certificate expired before it was renewed. Request it anew; find out why it did not renew. */
  Expired: {
    conditions: ['CertificateIssued'],
    found: 'The certificate expired before it was renewed.',
    who: 'platform',
    todo: 'Request it anew; find out why it did not renew.',
  },
  /** A certificate failed and the next one is requested later. Remove the cause in the message; the next one is requested at the time it names. */
  BackingOff: {
    conditions: ['CertificateRequested', 'CertificateIssued'],
    found: 'A certificate failed and the next one is requested later.',
    who: 'nobody',
    todo: 'Remove the cause in the message; the next one is requested at the time it names.',
  },
  // The gateway
  /** A gateway of the pool has a place for the hostname. */
  Assigned: {
    conditions: ['GatewayAssigned'],
    found: 'A gateway of the pool has a place for the hostname.',
    who: 'nobody',
    todo: 'Nothing.',
  },
  /** All gateways of the pool are full. Wait while one is made; if the message says that no more are allowed, the platform team raises the limit. */
  PoolFull: {
    conditions: ['GatewayAssigned'],
    found: 'All gateways of the pool are full.',
    who: 'nobody',
    todo: 'Wait while one is made; if the message says that no more are allowed, the platform team raises the limit.',
  },
  /** All gateways of the pool are full and the profile allows no more. Raise the profile's limit of gateways. */
  PoolAtLimit: {
    conditions: ['GatewayAssigned'],
    found: 'All gateways of the pool are full and the profile allows no more.',
    who: 'platform',
    todo: "Raise the profile's limit of gateways.",
  },
  /** No gateway can take the hostname: a wildcard and a name below it, of different namespaces, never share one. Add a gateway to the pool. */
  NoGatewayFits: {
    conditions: ['GatewayAssigned'],
    found:
      'No gateway can take the hostname: a wildcard and a name below it, of different namespaces, never share one.',
    who: 'platform',
    todo: 'Add a gateway to the pool.',
  },
  /** The profile's Gateway does not exist. Create it, or correct the profile. */
  GatewayNotFound: {
    conditions: ['GatewayAssigned'],
    found: "The profile's Gateway does not exist.",
    who: 'platform',
    todo: 'Create it, or correct the profile.',
  },
  /** The load balancer's listener has the certificate. */
  OnListener: {
    conditions: ['ListenerAttached'],
    found: "The load balancer's listener has the certificate.",
    who: 'nobody',
    todo: 'Nothing.',
  },
  /** The certificate is being attached to the listener. Wait; usually 1 to 3 minutes. */
  Attaching: {
    conditions: ['ListenerAttached'],
    found: 'The certificate is being attached to the listener.',
    who: 'nobody',
    todo: 'Wait; usually 1 to 3 minutes.',
  },
  /** The gateway's controller has not applied its configuration. Look at the gateway's conditions; the message has the controller's words. */
  GatewayNotProgrammed: {
    conditions: ['ListenerAttached'],
    found: "The gateway's controller has not applied its configuration.",
    who: 'platform',
    todo: "Look at the gateway's conditions; the message has the controller's words.",
  },
  /** The gateway's controller refuses the gateway or its listener. Correct what the message names. */
  GatewayNotAccepted: {
    conditions: ['ListenerAttached'],
    found: "The gateway's controller refuses the gateway or its listener.",
    who: 'platform',
    todo: 'Correct what the message names.',
  },
  /** The certificate is in the gateway's configuration and not on the load balancer's listener. Look at the gateway controller's log. */
  CertificateNotSeen: {
    conditions: ['ListenerAttached'],
    found:
      "The certificate is in the gateway's configuration and not on the load balancer's listener.",
    who: 'platform',
    todo: "Look at the gateway controller's log.",
  },
  /** The listener takes routes of the namespace. */
  NamespaceAllowed: {
    conditions: ['RoutesAllowed'],
    found: 'The listener takes routes of the namespace.',
    who: 'nobody',
    todo: 'Nothing.',
  },
  /** The listener is being opened for the namespace. Wait; usually a minute. */
  Opening: {
    conditions: ['RoutesAllowed'],
    found: 'The listener is being opened for the namespace.',
    who: 'nobody',
    todo: 'Wait; usually a minute.',
  },
  /** spec.routePolicy.allowNamespace is false. Set it to true when routes should serve the hostname. */
  DisabledByPolicy: {
    conditions: ['RoutesAllowed'],
    found: 'spec.routePolicy.allowNamespace is false.',
    who: 'you',
    todo: 'Set it to true when routes should serve the hostname.',
  },
  /** A route cannot be compiled and kept the whole gateway from changing, so the listener was closed. Correct the route of the message; the listener opens again by itself. */
  RouteBreaksGateway: {
    conditions: ['RoutesAllowed'],
    found:
      'A route cannot be compiled and kept the whole gateway from changing, so the listener was closed.',
    who: 'you',
    todo: 'Correct the route of the message; the listener opens again by itself.',
  },
  /** The hostname answers elsewhere today; the alias moves when a route is accepted here. Add an HTTPRoute for the hostname in the namespace. */
  AwaitingRoute: {
    conditions: ['RoutesAllowed', 'DnsAliasReady'],
    found:
      'The hostname answers elsewhere today; the alias moves when a route is accepted here.',
    who: 'you',
    todo: 'Add an HTTPRoute for the hostname in the namespace.',
  },
  /** The hostname is being moved to another gateway; the one it was on serves it meanwhile. Wait a few minutes; when the message says what keeps it, remove that. */
  Moving: {
    conditions: ['RoutesAllowed'],
    found:
      'The hostname is being moved to another gateway; the one it was on serves it meanwhile.',
    who: 'nobody',
    todo: 'Wait a few minutes; when the message says what keeps it, remove that.',
  },
  /** A route was accepted a moment ago, and the hostname still answers elsewhere; visitors follow when its targets are healthy. Wait a minute. */
  RouteSettling: {
    conditions: ['RoutesAllowed'],
    found:
      'A route was accepted a moment ago, and the hostname still answers elsewhere; visitors follow when its targets are healthy.',
    who: 'nobody',
    todo: 'Wait a minute.',
  },
  /** The alias stands at all name servers of the provider. */
  InSync: {
    conditions: ['DnsAliasReady'],
    found: 'The alias stands at all name servers of the provider.',
    who: 'nobody',
    todo: 'Nothing.',
  },
  /** The gateway has no address yet. Wait; usually 3 minutes for a new load balancer. */
  TargetUnknown: {
    conditions: ['DnsAliasReady'],
    found: 'The gateway has no address yet.',
    who: 'nobody',
    todo: 'Wait; usually 3 minutes for a new load balancer.',
  },
  /** So many changes at once are wanted that a person must confirm them. The platform team checks the list and releases or discards it. */
  BrakeApplied: {
    conditions: [
      'DnsAliasReady',
      'DnsValidated',
      'CertificateRequested',
      'ListenerAttached',
    ],
    found:
      'So many changes at once are wanted that a person must confirm them.',
    who: 'platform',
    todo: 'The platform team checks the list and releases or discards it.',
  },
  // Any step
  /** Another writer undoes what is written here again and again, so it is left as it is for a while. Take the thing away from the writer that the message names, then annotate the request or press "Check again". */
  FoughtOver: {
    conditions: any,
    found:
      'Another writer undoes what is written here again and again, so it is left as it is for a while.',
    who: 'platform',
    todo: 'Take the thing away from the writer that the message names, then annotate the request or press "Check again".',
  },
  /** An outside API limits the rate of calls. Wait; calls go on by themselves at the allowed rate. */
  Throttled: {
    conditions: any,
    found: 'An outside API limits the rate of calls.',
    who: 'nobody',
    todo: 'Wait; calls go on by themselves at the allowed rate.',
  },
  /** An outside API refused the credentials. Restore the permission that the message names; nothing is removed meanwhile. */
  AccessDenied: {
    conditions: any,
    found: 'An outside API refused the credentials.',
    who: 'platform',
    todo: 'Restore the permission that the message names; nothing is removed meanwhile.',
  },
  /** An outside API does not answer or answers with errors. Wait; it is tried again by itself. */
  ProviderUnavailable: {
    conditions: any,
    found: 'An outside API does not answer or answers with errors.',
    who: 'nobody',
    todo: 'Wait; it is tried again by itself.',
  },
  /** An outside API says that the call cannot be right. Report the message to the platform team. */
  ProviderRefused: {
    conditions: any,
    found: 'An outside API says that the call cannot be right.',
    who: 'platform',
    todo: 'Report the message to the platform team.',
  },
  /** The cluster's API does not answer. Restore the connection; nothing is changed meanwhile. */
  ClusterUnavailable: {
    conditions: any,
    found: "The cluster's API does not answer.",
    who: 'platform',
    todo: 'Restore the connection; nothing is changed meanwhile.',
  },
  /** A zone, load balancer or cluster that the hostname uses is gone. Restore it, or delete the request and make a new one. */
  NotFound: {
    conditions: any,
    found: 'A zone, load balancer or cluster that the hostname uses is gone.',
    who: 'platform',
    todo: 'Restore it, or delete the request and make a new one.',
  },
  /** An unexpected error kept the step from finishing. Report the message to the platform team; it is tried again by itself. */
  ReconcileError: {
    conditions: any,
    found: 'An unexpected error kept the step from finishing.',
    who: 'platform',
    todo: 'Report the message to the platform team; it is tried again by itself.',
  },
  /** Every step is done: the hostname is served. */
  Live: {
    conditions: ['Ready'],
    found: 'Every step is done: the hostname is served.',
    who: 'nobody',
    todo: 'Nothing.',
  },
  // Deletion
  /** The request is being deleted; things go in the order that leaves no dangling name. Wait; the message says what is being removed. */
  Deleting: {
    conditions: ['Ready'],
    found:
      'The request is being deleted; things go in the order that leaves no dangling name.',
    who: 'nobody',
    todo: 'Wait; the message says what is being removed.',
  },
  /** The thing is being removed. Wait. */
  Releasing: {
    conditions: any,
    found: 'The thing is being removed.',
    who: 'nobody',
    todo: 'Wait.',
  },
  /** The thing is gone. */
  Released: {
    conditions: any,
    found: 'The thing is gone.',
    who: 'nobody',
    todo: 'Nothing.',
  },
  /** The thing stays, because of deletionPolicy Retain. Nothing, or remove it by hand. */
  Retained: {
    conditions: any,
    found: 'The thing stays, because of deletionPolicy Retain.',
    who: 'nobody',
    todo: 'Nothing, or remove it by hand.',
  },
  /** The certificate is still attached to a load balancer. Wait; it is deleted when nothing uses it any more. */
  StillInUse: {
    conditions: ['CertificateRequested', 'CertificateIssued'],
    found: 'The certificate is still attached to a load balancer.',
    who: 'nobody',
    todo: 'Wait; it is deleted when nothing uses it any more.',
  },
  /** Another request still uses the thing, so it stays. */
  SharedWithOthers: {
    conditions: ['DnsValidated', 'CertificateRequested'],
    found: 'Another request still uses the thing, so it stays.',
    who: 'nobody',
    todo: 'Nothing.',
  },
  // As seen from outside
  /** The hostname resolves to the gateway, its certificate is valid and a route answers. */
  Serving: {
    conditions: ['Reachable'],
    found:
      'The hostname resolves to the gateway, its certificate is valid and a route answers.',
    who: 'nobody',
    todo: 'Nothing.',
  },
  /** Name servers have no address for the hostname. See the DNS row: the first layer that has no address names the cause. */
  NotResolving: {
    conditions: ['Reachable'],
    found: 'Name servers have no address for the hostname.',
    who: 'platform',
    todo: 'See the DNS row: the first layer that has no address names the cause.',
  },
  /** The hostname resolves to something else than its gateway. Repair the alias, or remove the record that stands in its place. */
  WrongTarget: {
    conditions: ['Reachable'],
    found: 'The hostname resolves to something else than its gateway.',
    who: 'platform',
    todo: 'Repair the alias, or remove the record that stands in its place.',
  },
  /** The address shows a certificate that is not valid for the hostname. See the certificate row for what is held and what is served. */
  WrongCertificate: {
    conditions: ['Reachable'],
    found:
      'The address shows a certificate that is not valid for the hostname.',
    who: 'platform',
    todo: 'See the certificate row for what is held and what is served.',
  },
  /** No TLS connection could be made to the address. Check the load balancer's listener and security groups. */
  HandshakeFailed: {
    conditions: ['Reachable'],
    found: 'No TLS connection could be made to the address.',
    who: 'platform',
    todo: "Check the load balancer's listener and security groups.",
  },
  /** The gateway answers, and no route of yours does. Add an HTTPRoute for the hostname. */
  NoRoute: {
    conditions: ['Reachable'],
    found: 'The gateway answers, and no route of yours does.',
    who: 'you',
    todo: 'Add an HTTPRoute for the hostname.',
  },
  /** The route is reached and the service behind it fails. Look at the service's pods and endpoints. */
  BackendError: {
    conditions: ['Reachable'],
    found: 'The route is reached and the service behind it fails.',
    who: 'you',
    todo: "Look at the service's pods and endpoints.",
  },
  /** The hostname has not been looked at from outside yet, or may not be. */
  NotProbed: {
    conditions: ['Reachable'],
    found:
      'The hostname has not been looked at from outside yet, or may not be.',
    who: 'nobody',
    todo: 'Nothing.',
  },
  // Later steps, while an earlier one is not done
  /** Accepted comes first. Wait. */
  WaitingForAccepted: {
    conditions: [
      'Claimed',
      'CertificateRequested',
      'DnsValidated',
      'CertificateIssued',
      'GatewayAssigned',
      'ListenerAttached',
      'RoutesAllowed',
      'DnsAliasReady',
      'Ready',
    ],
    found: 'Accepted comes first and is not done.',
    who: 'nobody',
    todo: 'Wait; see that condition.',
  },
  /** Claimed comes first. Wait. */
  WaitingForClaimed: {
    conditions: [
      'CertificateRequested',
      'DnsValidated',
      'CertificateIssued',
      'GatewayAssigned',
      'ListenerAttached',
      'RoutesAllowed',
      'DnsAliasReady',
      'Ready',
    ],
    found: 'Claimed comes first and is not done.',
    who: 'nobody',
    todo: 'Wait; see that condition.',
  },
  /** CertificateRequested comes first. Wait. */
  WaitingForCertificateRequested: {
    conditions: [
      'DnsValidated',
      'CertificateIssued',
      'GatewayAssigned',
      'ListenerAttached',
      'RoutesAllowed',
      'DnsAliasReady',
      'Ready',
    ],
    found: 'CertificateRequested comes first and is not done.',
    who: 'nobody',
    todo: 'Wait; see that condition.',
  },
  /** DnsValidated comes first. Wait. */
  WaitingForDnsValidated: {
    conditions: [
      'CertificateIssued',
      'GatewayAssigned',
      'ListenerAttached',
      'RoutesAllowed',
      'DnsAliasReady',
      'Ready',
    ],
    found: 'DnsValidated comes first and is not done.',
    who: 'nobody',
    todo: 'Wait; see that condition.',
  },
  /** CertificateIssued comes first. Wait. */
  WaitingForCertificateIssued: {
    conditions: [
      'GatewayAssigned',
      'ListenerAttached',
      'RoutesAllowed',
      'DnsAliasReady',
      'Ready',
    ],
    found: 'CertificateIssued comes first and is not done.',
    who: 'nobody',
    todo: 'Wait; see that condition.',
  },
  /** GatewayAssigned comes first. Wait. */
  WaitingForGatewayAssigned: {
    conditions: ['ListenerAttached', 'RoutesAllowed', 'DnsAliasReady', 'Ready'],
    found: 'GatewayAssigned comes first and is not done.',
    who: 'nobody',
    todo: 'Wait; see that condition.',
  },
  /** ListenerAttached comes first. Wait. */
  WaitingForListenerAttached: {
    conditions: ['RoutesAllowed', 'DnsAliasReady', 'Ready'],
    found: 'ListenerAttached comes first and is not done.',
    who: 'nobody',
    todo: 'Wait; see that condition.',
  },
  /** RoutesAllowed comes first. Wait. */
  WaitingForRoutesAllowed: {
    conditions: ['DnsAliasReady', 'Ready'],
    found: 'RoutesAllowed comes first and is not done.',
    who: 'nobody',
    todo: 'Wait; see that condition.',
  },
  /** DnsAliasReady comes first. Wait. */
  WaitingForDnsAliasReady: {
    conditions: ['Ready'],
    found: 'DnsAliasReady comes first and is not done.',
    who: 'nobody',
    todo: 'Wait; see that condition.',
  },
} satisfies Record<string, ReasonDescription>;

/** @public */
export type Reason = keyof typeof reasons;

/** Whether a text is a reason of this version. @public */
export function isReason(text: string): text is Reason {
  return Object.hasOwn(reasons, text);
}
