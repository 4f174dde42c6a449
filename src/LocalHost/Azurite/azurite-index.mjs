// Azurite looks at every row of a table for each query, though it keeps an index of partitions; at every row of the partition to find one by its keys; and takes a row out of the table and puts it in
// at the end for each update, which moves all rows behind it. With 200,000 rows each takes milliseconds to a tenth of a second, in which nothing else is answered. Here a query that holds all rows to
// one partition is given that partition's rows only, a row is found by its keys in a map, and an update writes the row into its own place; all else is Azurite's own doing. Should a later Azurite look
// different inside, nothing is changed.
import { createRequire } from 'node:module';

const onePartition = /^PartitionKey eq '((?:[^']|'')*)'(?= and |$)/;
const outside = /\([^()]*\)|'(?:[^']|'')*'/g;

/** The store, with another view of its rows. */
const viewing = (store, view) => Object.create(store, { getEntityCollection: { value: (...of) => view(store.getEntityCollection(...of)) } });

const ofPartition = partition => rows => ({ chain: () => rows.chain().find({ PartitionKey: partition }) });

const keyOf = row => `${row.PartitionKey}\0${row.RowKey}`;

/** By table: its rows by their keys. */
const known = new WeakMap();

/** The table itself, which tells the map of all that comes and goes. */
const keyed = rows => {
  if (!rows || known.has(rows)) return rows;
  const byKey = new Map(rows.data.map(row => [keyOf(row), row]));
  known.set(rows, byKey);
  const { findOne, insert, remove, update } = rows;
  rows.findOne = query => {
    const isOfKeys = Object.keys(query).length === 2 && typeof query.PartitionKey === 'string' && typeof query.RowKey === 'string';
    return isOfKeys ? byKey.get(keyOf(query)) ?? null : findOne.call(rows, query);
  };
  rows.insert = (row, ...more) => {
    const put = insert.call(rows, row, ...more);
    if (put) byKey.set(keyOf(put), put);
    return put;
  };
  rows.update = (row, ...more) => {
    const put = update.call(rows, row, ...more);
    if (put) byKey.set(keyOf(put), put);
    return put;
  };
  rows.remove = (row, ...more) => {
    const taken = remove.call(rows, row, ...more);
    // Null: it is still there.
    if (taken) byKey.delete(keyOf(taken));
    return taken;
  };
  return rows;
};

/** What is taken out leaves its place free for what is put in: a row of the same keys. */
const inPlace = rows => {
  let place;
  return {
    findOne: query => rows.findOne(query),
    remove: row => { place = row; },
    insert: row => {
      const at = rows.get(place.$loki, true)[1];
      rows.data[at] = Object.assign(row, { $loki: place.$loki, meta: place.meta });
      known.get(rows).set(keyOf(row), row);
      rows.dirty = true;
      return row;
    },
  };
};

try {
  const store = createRequire(process.argv[1])('./table/persistence/LokiTableMetadataStore').default.prototype;
  const { getEntityCollection, queryTableEntities, updateTableEntity } = store;
  if (getEntityCollection && queryTableEntities && updateTableEntity) {
    store.getEntityCollection = function (...of) {
      return keyed(getEntityCollection.call(this, ...of));
    };
    store.queryTableEntities = function (context, account, table, options, ...rest) {
      const filter = options?.filter ?? '';
      const partition = onePartition.exec(filter)?.[1].replaceAll("''", "'");
      // An "or" that is in no parentheses would let other partitions in.
      const isOne = partition !== undefined && !/ or /.test(filter.replace(outside, ''));
      return queryTableEntities.call(isOne ? viewing(this, ofPartition(partition)) : this, context, account, table, options, ...rest);
    };
    store.updateTableEntity = function (...of) {
      return updateTableEntity.call(viewing(this, inPlace), ...of);
    };
  }
} catch {
  // As slow as it is by itself.
}
