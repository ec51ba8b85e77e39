import { AwsWorld } from '../core/AwsWorld';

/** @public */
export interface IamAccessKey {
  readonly id: string;
  readonly secret: string;
  readonly createdAt: number;
  status: 'Active' | 'Inactive';
}

/** @public */
export interface IamUser {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly permissionsBoundary?: string;
  tags: Map<string, string>;
  /** Inline policies by name, as JSON text. */
  policies: Map<string, string>;
  accessKeys: IamAccessKey[];
}

/**
 * The IAM users of the account. Policies are kept, not enforced.
 *
 * @public
 */
export class IamState {
  readonly users = new Map<string, IamUser>();

  constructor(readonly world: AwsWorld) {}

  createUser(input: {
    name: string;
    path?: string;
    permissionsBoundary?: string;
    tags?: Map<string, string>;
  }): IamUser {
    const path = input.path ?? '/';
    const user: IamUser = {
      name: input.name,
      path,
      id: `AIDA${this.world.ids.upper(17)}`,
      arn: `arn:aws:iam::${this.world.accountId}:user${path}${input.name}`,
      createdAt: this.world.now(),
      permissionsBoundary: input.permissionsBoundary,
      tags: input.tags ?? new Map(),
      policies: new Map(),
      accessKeys: [],
    };
    this.users.set(user.name.toLowerCase(), user);
    this.changed(user.name, 'created');
    return user;
  }

  find(name: string): IamUser | undefined {
    return this.users.get(name.toLowerCase());
  }

  deleteUser(user: IamUser): void {
    this.users.delete(user.name.toLowerCase());
    this.changed(user.name, 'deleted');
  }

  createAccessKey(user: IamUser): IamAccessKey {
    const key: IamAccessKey = {
      id: `AKIA${this.world.ids.upper(16)}`,
      secret: this.world.ids.hex(40),
      createdAt: this.world.now(),
      status: 'Active',
    };
    user.accessKeys = [...user.accessKeys, key];
    this.changed(user.name, 'keyCreated');
    return key;
  }

  changed(name: string, what: string): void {
    this.world.changes.emit({ kind: 'iam', name, what });
  }
}
