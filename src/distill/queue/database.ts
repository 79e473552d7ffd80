/** Runs statements. */
export interface Database {
  query<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** What pg-boss runs its statements with. */
export interface BossDatabase {
  executeSql(sql: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** Statements of one transaction. `boss` lets pg-boss take part in it. */
export interface Transaction extends Database {
  readonly boss: BossDatabase;
}
