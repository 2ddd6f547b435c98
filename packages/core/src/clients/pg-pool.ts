/** What `fromPg` needs of a `pg.Pool`. */
export interface PgPool {
  query(text: string, values?: unknown[]): Promise<PgResult>
  connect(): Promise<PgClient>
}

/** What `fromPg` needs of a pool's client. */
export interface PgClient {
  query(text: string, values?: unknown[]): Promise<PgResult>
  on(event: 'notification', listener: (message: PgNotification) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'end', listener: () => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
  release(error?: Error | boolean): void
  /** `I` outside of a transaction. Missing from older versions. */
  getTransactionStatus?(): string | null
  /** Lets the process end while the client is connected. Missing from pg's published types. */
  unref?(): void
}

/** What `fromPg` reads of an answer. */
export interface PgResult {
  readonly rows: unknown[]
  readonly rowCount: number | null
  readonly command: string
}

/** What `fromPg` reads of a notification. */
export interface PgNotification {
  readonly channel: string
  readonly payload?: string | undefined
}
