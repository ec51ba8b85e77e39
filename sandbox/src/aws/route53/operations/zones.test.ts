import {
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  CreateResourceRecordSetProtectionsCommand,
  CreateReusableDelegationSetCommand,
  DeleteHostedZoneCommand,
  DeleteResourceRecordSetProtectionsCommand,
  GetAccountLimitCommand,
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesByVPCCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetProtectionsCommand,
  ListTagsForResourceCommand,
  ListTagsForResourcesCommand,
  UpdateHostedZoneCommentCommand,
  paginateListHostedZones,
} from '@aws-sdk/client-route-53';
import { noRateLimits } from '../../limits';
import { emulatedAccount, record } from '../../testUtils';

describe('hosted zones', () => {
  it('come with four name servers, an SOA and a change', async () => {
    const { route53 } = emulatedAccount();

    const made = await route53.send(
      new CreateHostedZoneCommand({
        Name: 'Example.COM',
        CallerReference: 'one',
      }),
    );
    const read = await route53.send(
      new GetHostedZoneCommand({ Id: made.HostedZone!.Id }),
    );

    expect(made.$metadata.httpStatusCode).toBe(201);
    expect(made.Location).toContain(made.HostedZone!.Id!.split('/')[2]);
    expect(made.ChangeInfo?.Status).toBe('PENDING');
    expect(made.HostedZone).toMatchObject({
      Name: 'example.com.',
      ResourceRecordSetCount: 2,
      CallerReference: 'one',
    });
    expect(read.DelegationSet?.NameServers).toHaveLength(4);
    expect(read.DelegationSet?.NameServers).toEqual(
      made.DelegationSet?.NameServers,
    );
  });

  it.each([
    [
      'a reference used before',
      { Name: 'other.com', CallerReference: 'used' },
      'HostedZoneAlreadyExists',
      409,
    ],
    [
      'a top-level domain',
      { Name: 'com', CallerReference: 'new' },
      'InvalidDomainName',
      400,
    ],
    [
      'a wildcard',
      { Name: '*.example.com', CallerReference: 'new' },
      'InvalidDomainName',
      400,
    ],
    [
      'a private zone without VPC',
      {
        Name: 'p.com',
        CallerReference: 'new',
        HostedZoneConfig: { PrivateZone: true },
      },
      'InvalidInput',
      400,
    ],
    [
      'a bad VPC',
      {
        Name: 'p.com',
        CallerReference: 'new',
        VPC: { VPCId: 'x', VPCRegion: 'eu-central-1' as const },
      },
      'InvalidVPCId',
      400,
    ],
    [
      'an unknown delegation set',
      { Name: 'p.com', CallerReference: 'new', DelegationSetId: 'NNONE' },
      'NoSuchDelegationSet',
      400,
    ],
  ])('refuse %s', async (_, input, name, status) => {
    const { route53 } = emulatedAccount();
    await route53.send(
      new CreateHostedZoneCommand({
        Name: 'example.com',
        CallerReference: 'used',
      }),
    );

    await expect(
      route53.send(new CreateHostedZoneCommand(input)),
    ).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: status },
    });
  });

  it('are limited in number, and so are zones of one name', async () => {
    const limits = {
      ...noRateLimits,
      route53: {
        ...noRateLimits.route53,
        hostedZones: 3,
        hostedZonesOfOneName: 2,
      },
    };
    const { route53 } = emulatedAccount({ limits });
    const make = (Name: string, CallerReference: string) =>
      route53.send(new CreateHostedZoneCommand({ Name, CallerReference }));
    await make('example.com', '1');
    await make('example.com', '2');

    await expect(make('example.com', '3')).rejects.toMatchObject({
      name: 'DelegationSetNotAvailable',
    });
    await make('example.org', '4');
    await expect(make('example.net', '5')).rejects.toMatchObject({
      name: 'TooManyHostedZones',
    });
    const limit = await route53.send(
      new GetAccountLimitCommand({ Type: 'MAX_HOSTED_ZONES_BY_OWNER' }),
    );
    expect(limit).toMatchObject({ Count: 3, Limit: { Value: 3 } });
  });

  it('share a reusable delegation set unless one lies below the other', async () => {
    const { route53 } = emulatedAccount();
    const set = await route53.send(
      new CreateReusableDelegationSetCommand({ CallerReference: 'set' }),
    );
    const DelegationSetId = set.DelegationSet!.Id;
    const make = (Name: string) =>
      route53.send(
        new CreateHostedZoneCommand({
          Name,
          CallerReference: Name,
          DelegationSetId,
        }),
      );

    const made = await make('example.com');

    expect(made.DelegationSet?.NameServers).toEqual(
      set.DelegationSet?.NameServers,
    );
    await expect(make('sub.example.com')).rejects.toMatchObject({
      name: 'ConflictingDomainExists',
    });
    expect((await make('example.org')).DelegationSet?.Id).toBe(DelegationSetId);
  });

  it('are deleted only when they are empty and unprotected', async () => {
    const { route53, change, aws } = emulatedAccount();
    const { id } = aws.zones.putZone({ name: 'example.com' });
    const remove = () => route53.send(new DeleteHostedZoneCommand({ Id: id }));
    await change(id, record('CREATE', 'A', 'a.example.com', '192.0.2.1'));

    await expect(remove()).rejects.toMatchObject({
      name: 'HostedZoneNotEmpty',
    });
    await change(id, record('DELETE', 'A', 'a.example.com', '192.0.2.1'));
    expect((await remove()).ChangeInfo?.Status).toBe('PENDING');
    await expect(remove()).rejects.toMatchObject({
      name: 'NoSuchHostedZone',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('are listed in pages, by name in the order of reversed labels, and by VPC', async () => {
    const { route53, aws } = emulatedAccount();
    for (let i = 0; i < 230; i++) aws.zones.putZone({ name: `z${i}.com` });
    const vpc = { id: 'vpc-1', region: 'eu-central-1' };
    for (const name of ['b.example.org', 'example.org', 'a-b.org'])
      aws.zones.putZone({ name, private: true, vpcs: [vpc] });
    const seen: string[] = [];
    for await (const page of paginateListHostedZones({ client: route53 }, {})) {
      seen.push(...(page.HostedZones ?? []).map(zone => zone.Name!));
    }

    const byName = await route53.send(
      new ListHostedZonesByNameCommand({ DNSName: 'org', MaxItems: 2 }),
    );
    const byVpc = await route53.send(
      new ListHostedZonesByVPCCommand({
        VPCId: 'vpc-1',
        VPCRegion: 'eu-central-1',
      }),
    );
    const privateOnes = await route53.send(
      new ListHostedZonesCommand({ HostedZoneType: 'PrivateHostedZone' }),
    );

    expect(new Set(seen).size).toBe(233);
    expect(byName.HostedZones?.map(zone => zone.Name)).toEqual([
      'a-b.org.',
      'example.org.',
    ]);
    expect(byName).toMatchObject({
      IsTruncated: true,
      NextDNSName: 'b.example.org.',
    });
    expect(byVpc.HostedZoneSummaries?.map(zone => zone.Name)).toEqual([
      'a-b.org.',
      'example.org.',
      'b.example.org.',
    ]);
    expect(privateOnes.HostedZones).toHaveLength(3);
  });

  it('have a comment and tags, ten resources a call', async () => {
    const { route53, aws } = emulatedAccount();
    const { id } = aws.zones.putZone({ name: 'example.com' });

    await route53.send(
      new UpdateHostedZoneCommentCommand({ Id: id, Comment: 'ours' }),
    );
    await route53.send(
      new ChangeTagsForResourceCommand({
        ResourceType: 'hostedzone',
        ResourceId: id,
        AddTags: [
          { Key: 'team', Value: 'a & b' },
          { Key: 'old', Value: '1' },
        ],
      }),
    );
    await route53.send(
      new ChangeTagsForResourceCommand({
        ResourceType: 'hostedzone',
        ResourceId: id,
        RemoveTagKeys: ['old'],
      }),
    );
    const tags = await route53.send(
      new ListTagsForResourceCommand({
        ResourceType: 'hostedzone',
        ResourceId: id,
      }),
    );
    const many = await route53.send(
      new ListTagsForResourcesCommand({
        ResourceType: 'hostedzone',
        ResourceIds: [id],
      }),
    );

    expect(
      (await route53.send(new GetHostedZoneCommand({ Id: id }))).HostedZone
        ?.Config?.Comment,
    ).toBe('ours');
    expect(tags.ResourceTagSet?.Tags).toEqual([
      { Key: 'team', Value: 'a & b' },
    ]);
    expect(many.ResourceTagSets).toHaveLength(1);
    await expect(
      route53.send(
        new ListTagsForResourcesCommand({
          ResourceType: 'hostedzone',
          ResourceIds: Array(11).fill(id),
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});

describe('protections', () => {
  it('refuse batches that touch the name and type, with their comment, and hold the zone', async () => {
    const { route53, change, aws } = emulatedAccount();
    const { id } = aws.zones.putZone({ name: 'example.com' });
    const Protections = [
      {
        RecordName: 'a.example.com',
        RecordType: 'A' as const,
        Comment: 'by the platform team',
      },
    ];
    const create = () =>
      route53.send(
        new CreateResourceRecordSetProtectionsCommand({
          HostedZoneId: id,
          Protections,
        }),
      );
    await create();

    expect(
      await change(id, record('UPSERT', 'A', 'a.example.com', '192.0.2.1')),
    ).toEqual({
      name: 'InvalidChangeBatch',
      message: `[Tried to change resource record set [name='a.example.com.', type='A'] but it is protected: by the platform team]`,
    });
    expect(
      await change(
        id,
        record('UPSERT', 'AAAA', 'a.example.com', '2001:db8::1'),
      ),
    ).toBe('ok');
    await expect(create()).rejects.toMatchObject({
      name: 'ProtectionAlreadyExists',
      Errors: [
        {
          RecordName: 'a.example.com.',
          RecordType: 'A',
          Code: 'ProtectionAlreadyExists',
        },
      ],
    });
    const listed = await route53.send(
      new ListResourceRecordSetProtectionsCommand({ HostedZoneId: id }),
    );
    expect(listed.ResourceRecordSetProtections).toEqual([
      {
        RecordName: 'a.example.com.',
        RecordType: 'A',
        Comment: 'by the platform team',
      },
    ]);
    const remove = () =>
      route53.send(
        new DeleteResourceRecordSetProtectionsCommand({
          HostedZoneId: id,
          Protections,
        }),
      );
    await remove();
    expect(
      await change(id, record('UPSERT', 'A', 'a.example.com', '192.0.2.1')),
    ).toBe('ok');
    await expect(remove()).rejects.toMatchObject({
      name: 'InvalidResourceRecordSetProtectionBatch',
    });
  });
});
