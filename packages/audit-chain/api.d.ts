// The public surface of @sallyport/audit-chain, by entry point.

// @sallyport/audit-chain

/**
 * A place off the machine that remembers how far a log had come: what is written there, whoever can
 * change the log cannot take back.
 */
export interface Anchor {
    /** Names it in errors and metrics. */
    readonly name: string;
    /** Keeps a checkpoint. Each is of a log that begins with the one before. */
    publish(checkpoint: string): void | Promise<void>;
    /** The last one kept. With it, a log that was set back to before is not opened. */
    latest?(): string | undefined | Promise<string | undefined>;
}

/**
 * An anchor of functions of your own: a row in another service's database, an object that cannot be
 * overwritten, a mail.
 *
 * @param name - Names it in errors and metrics.
 * @param publish - Keeps a checkpoint; what it throws or rejects with is told, and it is asked again.
 * @param latest - Gives the last one kept. Without it the log cannot tell, when it is opened, that it was
 * set back.
 */
export declare function callbackAnchor(name: string, publish: Anchor['publish'], latest?: Anchor['latest']): Anchor;

/**
 * Keeps the last checkpoint in a file, which is replaced as a whole: a mount of another machine, where
 * whoever breaks into this one cannot write at will. Its directory must be there and is never made, lest
 * a mount that is missing be taken for an empty one.
 *
 * @param path - Outside the log's directory, or it is set back together with the log.
 * @param name - Names it in errors and metrics.
 */
export declare function fileAnchor(path: string, name?: string): Anchor;

/** Where lines go: `process.stdout`, or another stream. */
export interface LineStream {
    write(text: string, written: (error?: Error | null) => void): unknown;
}

/**
 * Writes each checkpoint as a line of JSON, for whatever carries the process's output away. It cannot say
 * what it had last: compare what was carried away with the log by `verify({ since })`.
 */
export declare function stdoutAnchor(stream?: LineStream): Anchor;

/** What a log measures. */
export declare const auditMetrics: {
    readonly events: MetricDefinition<{
        readonly type: string;
        readonly outcome: AuditEvent['outcome'];
    }>;
    readonly appended: MetricDefinition<NoLabels>;
    readonly dropped: MetricDefinition<{
        readonly reason: 'full' | 'not_written' | 'closed';
    }>;
    readonly queueEntries: MetricDefinition<NoLabels>;
    readonly commitDuration: MetricDefinition<NoLabels>;
    readonly checkpoints: MetricDefinition<NoLabels>;
    readonly checkpointFailures: MetricDefinition<NoLabels>;
    readonly unanchoredEntries: MetricDefinition<NoLabels>;
    readonly unanchoredSeconds: MetricDefinition<NoLabels>;
    readonly anchorFailures: MetricDefinition<{
        readonly anchor: string;
    }>;
    readonly faults: MetricDefinition<NoLabels>;
};

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

/** A signing key, and the verifier key to give to others. */
export interface NewSigningKey {
    readonly signingKey: Secret;
    readonly verifierKey: string;
}

/** Whose signature it is: a name, and the first four bytes of a hash of name, type and key in hex. */
export interface NoteKey {
    readonly name: string;
    /** Eight hexadecimal digits in lower case. Short on purpose: it finds a key, and vouches for none. */
    readonly id: string;
}

/**
 * Makes a key of this name, which should be the origin of the log it signs.
 */
export declare function newSigningKey(name: string, random?: Random): NewSigningKey;

/** Whose checkpoints are believed. */
export interface CheckpointOptions {
    /** The log's origin, to the letter. */
    readonly origin: string;
    /**
     * The verifier keys of this log, `name+id+base64`: one, and while keys change the old one and the new
     * one. Each signs for the log alone. From elsewhere than where the log is kept.
     */
    readonly keys: readonly string[];
}

/** A checkpoint that a key of its log has signed. */
export interface OpenedCheckpoint {
    readonly ok: true;
    readonly origin: string;
    /** How many entries the log had. */
    readonly size: number;
    /** The root of the Merkle tree of these entries, as base64. */
    readonly root: string;
    /** The lines after the root, which this package never writes. */
    readonly extensions: readonly string[];
    /** The keys that have signed it, of those that were given. */
    readonly signedBy: readonly NoteKey[];
}

/**
 * Opens a checkpoint (C2SP tlog-checkpoint): what a log has said of itself. Of whichever implementation
 * it is, only Ed25519 signatures are verified; others are passed over, like those of unknown keys.
 */
export declare function openCheckpoint(checkpoint: string | Uint8Array, { origin, keys }: CheckpointOptions): OpenedCheckpoint | Unproven;

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

/** Text that proves nothing. Which of its parts is at fault is not told: it helps only whoever made it. */
export interface Unproven {
    readonly ok: false;
    readonly reason: UnprovenReason;
}

/**
 * Why text proves nothing. `malformed`: it is not of its format. `wrong`: it is, and does not verify: a
 * signature of a known key, a proof, or the origin is another than it must be. `unverifiable`: no key
 * that is known has signed it, so that nothing can be said of it, neither good nor bad.
 */
export type UnprovenReason = 'malformed' | 'wrong' | 'unverifiable';

/** What a proof is verified against. */
export interface ProofOptions extends CheckpointOptions {
    /** The entry, to the byte: the line without its newline. Text is taken as UTF-8. */
    readonly entry: string | Uint8Array;
}

/** An entry that is in a log. */
export interface ProvenEntry {
    readonly ok: true;
    /** The entry's place, from 0. */
    readonly index: number;
    /** How many entries the log had when it signed. */
    readonly size: number;
    /** Data beside the proof, which nobody has signed: never to be believed as it is. */
    readonly untrustedExtra?: Uint8Array;
}

/**
 * Verifies that an entry is in a log, offline: from the proof, the entry and the log's verifier keys
 * (C2SP tlog-proof). Nothing else of the log is needed, and no other entry is seen.
 */
export declare function verifyProof(proof: string, { entry, origin, keys }: ProofOptions): ProvenEntry | Unproven;

// exported nowhere, but spoken of above

type NoLabels = Readonly<Record<never, string>>;

type EventName = 'login' | 'logout' | 'tokenRefreshed' | 'failedLogin' | 'scopeGranted' | 'scopeDenied' | 'roleMismatch' | 'invalidInput' | 'injectionAttempt' | 'rateLimited' | 'suspiciousActivity' | 'userCreated' | 'userDeleted' | 'profileAccessed' | 'settingsChanged' | 'adminAccess' | 'configChanged' | 'userImpersonated' | 'memoryAccessed' | 'memoryModified' | 'memorySearched' | 'wsConnect' | 'wsDisconnect' | 'wsMessageSent' | 'wsError' | 'apiRequest' | 'apiError' | 'startup' | 'shutdown' | 'configError' | 'dependencyFailure' | 'malformed' | 'recovered' | 'gap' | 'pruned' | 'keysChanged';
