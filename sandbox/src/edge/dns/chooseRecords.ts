import { Random } from '@hostmaster/kubernetes-runtime';
import { RecordSet } from '../../aws';

const MOST_MULTIVALUE_ANSWERS = 8;

/**
 * The record sets, of one name and type, that Route 53 answers with: by weight, the primary, the default location, up to
 * eight of a multivalue answer. Health checks and the asker's place are not emulated.
 *
 * @public
 */
export function chooseRecords(
  records: readonly RecordSet[],
  random: Random,
): RecordSet[] {
  if (records.length <= 1) return [...records];
  const [first] = records;
  if (first.routing?.weight !== undefined) return byWeight(records, random);
  if (first.routing?.multiValueAnswer !== undefined)
    return records.slice(0, MOST_MULTIVALUE_ANSWERS);
  if (first.routing?.failover !== undefined) {
    return [
      records.find(record => record.routing?.failover === 'PRIMARY') ?? first,
    ];
  }
  if (first.routing?.geoLocation !== undefined) {
    return [
      records.find(
        record => record.routing?.geoLocation?.countryCode === '*',
      ) ?? first,
    ];
  }
  return first.routing === undefined ? [...records] : [first];
}

/** Weights of 0 are never answered unless all are 0. */
function byWeight(records: readonly RecordSet[], random: Random): RecordSet[] {
  const weightOf = (record: RecordSet) => record.routing?.weight ?? 0;
  const total = records.reduce((sum, record) => sum + weightOf(record), 0);
  if (total === 0) return [records[Math.floor(random() * records.length)]];
  let point = random() * total;
  for (const record of records) {
    point -= weightOf(record);
    if (point < 0) return [record];
  }
  return [records[records.length - 1]];
}
