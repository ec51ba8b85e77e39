export interface Config {
  permission?: {
    /**
     * Entity ref of the group whose members may do everything in the portal. Unset: `group:default/platform`.
     */
    platformGroup?: string;
    /**
     * Ids of scaffolder actions that everybody's templates may run, beside those of Hostmaster. Unset: none.
     */
    allowedActions?: string[];
  };
  auth?: {
    providers?: {
      /**
       * Sign-in without a password, by the header `x-sandbox-user`. Works only while `auth.environment` is `development`; never
       * set it on a portal that others can reach. Unset: there is no such sign-in.
       */
      sandbox?: object;
    };
  };
}
