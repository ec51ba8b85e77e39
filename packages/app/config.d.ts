export interface Config {
  /** The sandbox; unset everywhere else. */
  sandbox?: {
    /**
     * Who can be chosen on the sign-in page. Unset: Backstage's own sign-in page for guests.
     *
     * @example [{ "name": "dana", "title": "Developer of team checkout", "description": "Owns the service shop" }]
     * @deepVisibility frontend
     */
    users?: Array<{
      /** Name of the user entity in the namespace `default`. */
      name: string;
      title: string;
      description?: string;
    }>;
  };
}
