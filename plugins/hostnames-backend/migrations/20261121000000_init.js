// @ts-check

/**
 * The read model: a projection of the clusters and of the probes' results, and what changed when. Every table can be dropped:
 * the reconciler and the probes fill it again.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('hostnames', table => {
    table.comment('One row per GatewayHostnameRequest');
    table.string('cluster', 253).notNullable();
    table.string('namespace', 63).notNullable();
    table.string('name', 253).notNullable();
    table.string('uid', 64).notNullable();
    table
      .integer('version')
      .notNullable()
      .comment(
        'Counts writes of the row, so that reports and probes do not undo each other',
      );
    table.string('hostname', 1024).notNullable().comment('A-label form');
    table
      .string('display_name', 1024)
      .nullable()
      .comment('U-label form where it differs');
    table.string('environment', 253).notNullable();
    table.string('visibility', 63).notNullable();
    table.string('profile', 253).notNullable();
    table.string('owner', 1024).nullable().comment('Entity ref in lower case');
    table.string('entity', 1024).nullable().comment('Entity ref in lower case');
    table.string('kubernetes_id', 253).nullable();
    table.string('zone', 255).nullable();
    table.string('gateway', 512).nullable();
    table.boolean('claimed').notNullable();
    table.boolean('deleting').notNullable();
    table.string('level', 16).notNullable();
    table.integer('verdict_rank').notNullable().comment('Worst first');
    table.bigInteger('certificate_expires_at').nullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('changed_at').notNullable();
    table.bigInteger('seen_at').notNullable();
    table
      .bigInteger('rejudge_at')
      .notNullable()
      .comment('When the verdict may change by time alone');
    table
      .bigInteger('probe_at')
      .notNullable()
      .comment('When the probes are due');
    table.text('report').notNullable();
    table.text('probes').notNullable();
    table.text('verdict').notNullable();

    table.primary(['cluster', 'namespace', 'name']);
    table.index(['hostname'], 'hostnames_hostname_idx');
    table.index(['verdict_rank', 'hostname'], 'hostnames_verdict_idx');
    table.index(['level'], 'hostnames_level_idx');
    table.index(['owner'], 'hostnames_owner_idx');
    table.index(['entity'], 'hostnames_entity_idx');
    table.index(['kubernetes_id'], 'hostnames_kubernetes_id_idx');
    table.index(['zone'], 'hostnames_zone_idx');
    table.index(['gateway'], 'hostnames_gateway_idx');
    table.index(['certificate_expires_at'], 'hostnames_expires_idx');
    table.index(['changed_at'], 'hostnames_changed_idx');
    table.index(['rejudge_at'], 'hostnames_rejudge_idx');
    table.index(['probe_at'], 'hostnames_probe_idx');
  });

  await knex.schema.createTable('hostname_history', table => {
    table.comment(
      'Transitions of conditions, verdicts and probes; bounded per hostname',
    );
    table.bigIncrements('id');
    table.string('cluster', 253).notNullable();
    table.string('namespace', 63).notNullable();
    table.string('name', 253).notNullable();
    table.bigInteger('at').notNullable();
    table.string('kind', 16).notNullable();
    table.string('condition', 64).nullable();
    table.string('status', 16).nullable();
    table.string('reason', 128).nullable();
    table.text('message').notNullable();

    table.index(
      ['cluster', 'namespace', 'name', 'at'],
      'hostname_history_ref_idx',
    );
  });

  await knex.schema.createTable('hostname_snapshots', table => {
    table.comment(
      'What the process with the reconciler last said of itself, for processes that only serve the API',
    );
    table.string('key', 64).primary();
    table.bigInteger('at').notNullable();
    table.text('value').notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('hostname_snapshots');
  await knex.schema.dropTable('hostname_history');
  await knex.schema.dropTable('hostnames');
};
