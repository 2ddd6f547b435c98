// The public surface of @sallyport/audit-chain, by entry point.

// @sallyport/audit-chain

/** A kind of event, by what has to be looked after. */
export type AuditCategory = 'authentication' | 'authorization' | 'input_validation' | 'rate_limiting' | 'system' | 'activity';

/** A category, as data. */
export interface AuditCategoryDefinition {
    /** The levels that its events have. */
    readonly levels: readonly AuditLevel[];
    /** One sentence. */
    readonly help: string;
}

/** How grave a kind of event is, as loggers name it. */
export type AuditLevel = 'info' | 'warn' | 'error';

/** The categories of events. */
export declare const auditCategories: Readonly<Record<AuditCategory, AuditCategoryDefinition>>;

/** The events that services of most kinds record. `aliases` are the names under which they are searched for. */
export declare const auditEvents: Readonly<Record<EventName, CataloguedEvent>>;

/** An event type with its category and level. */
export interface CataloguedEvent extends AuditEventType {
    readonly category: AuditCategory;
    readonly level: AuditLevel;
}

/** One line of the log: an event, its place, and the hash of the line before it. */
export interface AuditEntry extends AuditEvent {
    /** The leaf hash of the entry before, base64url; of the first, the log's own. */
    readonly _prev: string;
    /** Lone surrogates became U+FFFD. */
    readonly _repaired?: true;
    /** Something is missing. */
    readonly _truncated?: Truncated;
    readonly actor?: AuditParty;
    readonly ctx?: AuditContext;
    readonly event?: Json;
    /** A UUID of version 7. */
    readonly id: string;
    /** From 0, without gaps. This is the order; `ts` is not. */
    readonly seq: number;
    /** By how many milliseconds the clock stood behind the entry before. */
    readonly skewMs?: number;
    readonly transport: Transport;
    /** `2026-11-21T12:00:00.000Z`. */
    readonly ts: string;
    readonly v: 1;
}

/** What carried an event in: a request, a WebSocket, the system itself, a job. */
export type Transport = 'http' | 'ws' | 'system' | 'job';

/** What is missing from an entry. */
export interface Truncated {
    /** Why, in order: a circle, too deep, too many entries, too long, a getter that threw. */
    readonly lost: readonly Lost[];
    /** The bytes of the whole `event` in canonical form, when it was read whole and the line had no room. */
    readonly bytes?: number;
    /** Their SHA-256 in hexadecimal. */
    readonly sha256?: string;
}

/** Why something of a value is missing from what was kept. */
export type Lost = 'circular' | 'depth' | 'entries' | 'size' | 'throws';

/** Why a line is no entry. */
export type EntryFault = 'too_long' | 'not_utf8' | 'not_json' | 'not_canonical' | 'unknown_version' | 'unknown_key' | 'missing_key' | 'wrong_value';

/** An entry, or why the line is none. */
export type ParsedEntry = {
    readonly ok: true;
    readonly entry: AuditEntry;
} | {
    readonly ok: false;
    readonly fault: EntryFault;
    /** Where, of a key or a value: `actor.id`. */
    readonly at?: string;
};

/**
 * Reads a line of the log, without its line feed. Only the exact form passes: canonical, the known keys,
 * each value of its kind. Never throws. Says nothing about the chain.
 */
export declare function parseEntry(line: string | Uint8Array): ParsedEntry;

// exported nowhere, but spoken of above

type EventName = 'login' | 'logout' | 'tokenRefreshed' | 'failedLogin' | 'scopeGranted' | 'scopeDenied' | 'roleMismatch' | 'invalidInput' | 'injectionAttempt' | 'rateLimited' | 'suspiciousActivity' | 'userCreated' | 'userDeleted' | 'profileAccessed' | 'settingsChanged' | 'adminAccess' | 'configChanged' | 'userImpersonated' | 'memoryAccessed' | 'memoryModified' | 'memorySearched' | 'wsConnect' | 'wsDisconnect' | 'wsMessageSent' | 'wsError' | 'apiRequest' | 'apiError' | 'startup' | 'shutdown' | 'configError' | 'dependencyFailure' | 'malformed';
