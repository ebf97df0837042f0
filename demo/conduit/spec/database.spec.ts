import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core';

import * as schema from '../schema.js';
import { openConduit } from './open-conduit.js';

const { database } = await openConduit();
const tables: SQLiteTable[] = Object.values(schema);

interface ColumnInfo {
  name: string;
  notnull: number;
}

describe('the tables', () => {
  it.each(tables.map((table) => [getTableConfig(table).name, table] as const))(
    'have the columns that schema.ts tells: %s',
    async (name, table) => {
      const columns = await database.query.all<ColumnInfo>(`PRAGMA table_info(${name})`);
      expect(columns.map((column) => column.name)).toEqual(getTableConfig(table).columns.map((column) => column.name));
    },
  );

  it('are there after a second start, too', async () => {
    await database.createTables();
    expect(await database.query.all('SELECT * FROM article')).toEqual([]);
  });
});
