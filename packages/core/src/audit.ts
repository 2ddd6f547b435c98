/** Someone or something that acts or is acted upon. */
export interface AuditParty {
  /** `key`, `user`, `service`, `address` … */
  readonly kind: string
  readonly id: string
}

/** Where an event happened. */
export interface AuditContext {
  readonly requestId?: string | undefined
  readonly ip?: string | undefined
  readonly method?: string | undefined
  /** The route's template, never the path: paths carry personal data. */
  readonly route?: string | undefined
  readonly userAgent?: string | undefined
  readonly sessionId?: string | undefined
  readonly traceId?: string | undefined
}

/** What happened, by whom, to what, and how it ended. */
export interface AuditEvent {
  /** Dotted: `api_key.revoked`. */
  readonly type: string
  readonly outcome: 'success' | 'failure' | 'denied' | 'error'
  readonly actor?: AuditParty
  readonly targets?: readonly AuditParty[]
  /** The denial's reason, or the error's code. */
  readonly reason?: string
  readonly ctx?: AuditContext
  /** What else belongs to it. Never a secret. */
  readonly event?: unknown
}

/** Where events are written down. A promise resolves when the event is as safe as the sink makes it. */
export interface AuditSink {
  record(event: AuditEvent): void | Promise<void>
}

/** A type of event, as data: what a package may record. */
export interface AuditEventType {
  readonly type: string
  /** One sentence. */
  readonly help: string
  /** Other names under which it is searched for. */
  readonly aliases?: readonly string[]
}

/** Writes nothing: the default everywhere. */
export const noAudit: AuditSink = Object.freeze({ record() {} })
