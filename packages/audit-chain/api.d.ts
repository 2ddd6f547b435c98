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

/**
 * How safe an entry is when `append` resolves. `durable`: it survives a power cut. `written`: it survives
 * the process. `queued`: it is in memory only, and losing it is counted, not told.
 */
export type Acknowledgement = 'durable' | 'written' | 'queued';

/** Where an event has come to stand. */
export interface Appended {
    /** Not known yet of what is only queued. */
    readonly seq?: number;
    readonly id: string;
}

/** What an event is appended with. */
export interface AppendOptions {
    /** @default the log's */
    readonly acknowledge?: Acknowledgement;
    /** What carried it in. @default 'http' when the event has a `ctx.route` or `ctx.method`, else 'system' */
    readonly transport?: Transport;
}

/** An append-only log of what happened, whose every entry can be proved. */
export interface AuditLog extends AuditSink {
    /** Names the log in its checkpoints. */
    readonly origin: string;
    /** Writes an event down. Resolves when it is as safe as asked for; rejects when it is not in the log. */
    append(event: AuditEvent, options?: AppendOptions): Promise<Appended>;
    /** {@link AuditLog.append}, for whoever writes events and asks nothing of the log. */
    record(event: AuditEvent): Promise<void>;
    /** The entries that fit, a page at a time, the newest first. */
    query(query?: AuditQuery): Promise<AuditPage>;
    /** Signs what the log holds now: the checkpoint, as a signed note. */
    checkpoint(): Promise<string>;
    /** Proves that an entry is in the log, to whoever has the line and the log's verifier key: a tlog-proof. */
    prove(seq: number): Promise<string>;
    /** Reads the whole log and says what is wrong with it. */
    verify(options?: VerifyOptions): Promise<LogReport>;
    /** Deletes the oldest entries that need not be kept; what comes later stays provable. */
    prune(options: PruneOptions): Promise<Pruned>;
    /** Resolves when all that was appended before is on disk. */
    flush(): Promise<void>;
    /** Whether the log takes entries, and is whole: for startup, health, SLOs and CI. */
    integrityCheck(): Check;
    /** Writes what waits, signs a last checkpoint and lets go of the directory. */
    close(): Promise<void>;
}

/**
 * Some entries, and where the next page begins. A page reads about 64 MiB of the log at most, so that it
 * may have fewer rows than asked for, or none, and a next one all the same.
 */
export interface AuditPage {
    readonly rows: readonly AuditRow[];
    /** Of the next page; none when there is none. With the oldest first it is always there: more may come. */
    readonly next?: string;
}

/** Which entries are asked for. All that is given must fit. */
export interface AuditQuery {
    /** A type or one of its aliases, or several. A type that ends with `.*` is all below it. */
    readonly type?: string | readonly string[];
    /** A category of the catalog. */
    readonly category?: string;
    /** The actor's id. */
    readonly actor?: string;
    /** The id of one of the targets. */
    readonly target?: string;
    readonly outcome?: AuditEvent['outcome'];
    readonly requestId?: string;
    /** From this time on, as the clock said it: milliseconds or a Date. */
    readonly from?: number | Date;
    /** Before this time. */
    readonly to?: number | Date;
    /** @default 'newest' */
    readonly order?: 'newest' | 'oldest';
    /** 1 to 1,000. @default 100 */
    readonly limit?: number;
    /** Where the page before ended: its `next`. Only with the same query. */
    readonly cursor?: string;
    /**
     * Prove each row under the latest checkpoint, signing one first where a row is later. That there are no
     * other rows is not proved: `verify` says whether the log is whole; and no index is trusted, so that more
     * is read. @default false
     */
    readonly verified?: boolean;
    readonly signal?: AbortSignal;
}

/** An entry that was asked for. */
export interface AuditRow {
    readonly seq: number;
    /** The entry to the byte, without its line feed: what proofs are about. */
    readonly line: string;
    readonly entry: AuditEntry;
    /** Its tlog-proof, when the query was `verified`. */
    readonly proof?: string;
}

/** What was deleted. */
export interface Pruned {
    /** How many entries. */
    readonly entries: number;
    readonly bytes: number;
    /** The first entry that is still there. */
    readonly first: number;
    /** Why nothing or not all of it was deleted. */
    readonly kept?: 'held' | 'too_young' | 'nothing';
}

/** What may be deleted. */
export interface PruneOptions {
    /** Entries older than so many days; at least the log's floor. Whole segments only. */
    readonly olderThanDays: number;
    /** Only says what would be deleted. @default false */
    readonly dryRun?: boolean;
}

/** Against what a log is verified. */
export interface VerifyOptions {
    /** A checkpoint that was kept elsewhere: the log must begin with the one it was signed for. */
    readonly since?: string;
    readonly signal?: AbortSignal;
}

/** What a log rejects with. The disk's own error is its `cause`. */
export declare class AuditLogError extends Error {
    readonly name = "AuditLogError";
    readonly code: AuditLogFailure;
    constructor(code: AuditLogFailure, message: string, options?: ErrorOptions);
}

/**
 * Why a log does not do what it was asked for.
 *
 * - `busy`: another process writes it.
 * - `damaged`: what is on disk is not what this log wrote; it is opened for nobody, and never mended.
 * - `truncated`: whole entries that a checkpoint speaks of are missing.
 * - `rolled_back`: an anchor has seen more of this log, or another one of its name.
 * - `forked`: somebody else has written to it while it was open.
 * - `full`: more is waiting than may wait.
 * - `not_written`: the disk did not take it; nothing of it is in the log.
 * - `closed`: it was closed.
 */
export type AuditLogFailure = 'busy' | 'damaged' | 'truncated' | 'rolled_back' | 'forked' | 'full' | 'not_written' | 'closed';

/** How a log is kept. */
export interface AuditLogOptions {
    /** Names the log, for good: a host and a path that belong to you, `log.example/audit`. */
    readonly origin: string;
    /** What signs the checkpoints, of `newSigningKey`: one, and while keys change the old and the new one. */
    readonly signingKeys: readonly Secret[];
    /** Verifier keys that have signed this log before. @default none */
    readonly formerKeys?: readonly string[];
    /** Where checkpoints are kept besides. Without one, nobody notices a log that was set back. @default none */
    readonly anchors?: readonly Anchor[];
    /** @default 'durable' */
    readonly acknowledge?: Acknowledgement;
    readonly queue?: QueueOptions;
    /** A segment ends when it has so many bytes, 4 KiB to 1 GiB. @default 64 MiB */
    readonly segmentBytes?: number;
    readonly checkpoints?: CheckpointSchedule;
    readonly retention?: RetentionOptions;
    /** After so long the log's own check reads all of it again, and not only what is new. @default 3_600_000 */
    readonly verifyEveryMs?: number;
    /** What is written of an actor or target: a `pseudonyms(…)`. @default as it is */
    readonly party?: (party: AuditParty) => AuditParty;
    /** What is written of an address: `truncateAddress` of `@sallyport/network`. @default as it is */
    readonly address?: (address: string) => string | undefined;
    /** @default measures nothing */
    readonly metrics?: MetricsSink;
    /** Hears of anchors, checkpoints and disks that fail. @default prints to stderr */
    readonly onError?: (error: unknown) => void;
    readonly clock?: Clock;
    readonly monotonic?: MonotonicClock;
    readonly timers?: Timers;
    readonly random?: Random;
}

/** When checkpoints are signed; besides, when the log is closed. */
export interface CheckpointSchedule {
    /** So long after the first entry that has none. @default 1_000 */
    readonly everyMs?: number;
    /** After so many entries. @default 4_096 */
    readonly everyEntries?: number;
}

/** How much may wait for the disk. */
export interface QueueOptions {
    /** @default 10_000 */
    readonly entries?: number;
    /** @default 16 MiB */
    readonly bytes?: number;
    /**
     * What becomes of an event that finds no room. `reject`: its append rejects. `wait`: its append takes
     * longer. `drop`: its append rejects too, and an entry `audit.gap` says how many were lost.
     * @default 'reject'
     */
    readonly whenFull?: 'reject' | 'wait' | 'drop';
}

/** What must be kept. */
export interface RetentionOptions {
    /** No entry younger than this is ever deleted. @default 365 */
    readonly floorDays?: number;
    /** Whether nothing may be deleted now. @default never */
    readonly hold?: () => boolean | Promise<boolean>;
}

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

/** One thing that is wrong. */
export interface LogFault {
    readonly code: LogFaultCode;
    /** One sentence for the operator. */
    readonly message: string;
    /** The entry's place, counted from the log's beginning. */
    readonly seq?: number;
    /** The file, from the log's directory on. */
    readonly file?: string;
    /** The byte in that file. */
    readonly offset?: number;
    /** Why a line is no entry, and where in it. */
    readonly detail?: string;
}

/** What is wrong with a log. */
export type LogFaultCode = 
/** A line is no entry; `detail` says why. */
'not_an_entry'
/** A line's `_prev` is not the hash of the line before: one of the two was changed, or some between them are missing or were added. */
 | 'chain_broken'
/** A line's `seq` is not its place. */
 | 'wrong_seq'
/** There are fewer entries than a checkpoint says. */
 | 'truncated'
/** The entries under a checkpoint are not those that it was signed for. */
 | 'root_differs'
/** A tile does not hold the hashes of its entries. */
 | 'tile_differs'
/** A segment that should be there is not. */
 | 'segment_missing'
/** A checkpoint is of another log, or signed wrongly, or no checkpoint. */
 | 'checkpoint_wrong'
/** What was kept elsewhere is of a longer log than this one. */
 | 'rolled_back'
/** What was kept elsewhere is of another log of the same name: they part somewhere. */
 | 'forked';

/** What was found of a log. */
export interface LogReport {
    /** Nothing is wrong, and a known key vouches for it. */
    readonly ok: boolean;
    /**
     * `whole`: nothing is wrong. `tampered`: something is. `unverifiable`: nothing is wrong that could be
     * seen, but no known key has signed the latest checkpoint, or the one that was kept elsewhere, so that
     * the whole could have been made anew.
     */
    readonly verdict: 'whole' | 'tampered' | 'unverifiable';
    /** For a process that verifies: 0 whole, 1 tampered, 3 unverifiable. 2 is for wrong use. */
    readonly exitCode: 0 | 1 | 3;
    /** How many entries the log has, those counted that were pruned. */
    readonly size: number;
    /** The root of the tree of these entries, as base64. */
    readonly root: string;
    /** The first entry that is still there. */
    readonly first: number;
    /** How many entries a checkpoint vouches for; the others are only chained. */
    readonly signed: number;
    /** How many checkpoints of the log's history no known key has signed. They say nothing, good or bad. */
    readonly unknownCheckpoints: number;
    /**
     * Of the checkpoint that was kept elsewhere. `held`: the log begins with what it was signed for.
     * `empty`: it is of a log without entries, with which every log begins, so that nothing was checked.
     * `unverifiable`: no known key has signed it. `failed`: see the faults.
     */
    readonly since?: 'held' | 'empty' | 'unverifiable' | 'failed';
    /** Bytes of entries that were read. */
    readonly bytes: number;
    /** Bytes behind the last whole line: a line that is being written, or was cut off by a crash. */
    readonly torn: number;
    /** All that is wrong, in order, the first thousand. */
    readonly faults: readonly LogFault[];
    /** How many things are wrong. */
    readonly faultCount: number;
}

/**
 * A log in memory, for tests: the same in all else. Of the options none must be given.
 */
export declare function memoryAuditLog(options?: Partial<AuditLogOptions>): Promise<AuditLog>;

/** Why something of a value is missing from what was kept. */
export type Lost = 'circular' | 'depth' | 'entries' | 'size' | 'throws';

/** Whose signature it is: a name, and the first four bytes of a hash of name, type and key in hex. */
export interface NoteKey {
    readonly name: string;
    /** Eight hexadecimal digits in lower case. Short on purpose: it finds a key, and vouches for none. */
    readonly id: string;
}

/** A signing key, and the verifier key to give to others. */
export interface NewSigningKey {
    readonly signingKey: Secret;
    readonly verifierKey: string;
}

/** Makes a key of this name, which should be the origin of the log it signs. */
export declare function newSigningKey(name: string, random: Random): NewSigningKey;

/**
 * Opens the log of a directory for writing, or begins one. One process at a time has it: another one gets
 * `busy`. What a crash has left is set right; what it cannot have left rejects with `damaged` or
 * `truncated`, and is never mended.
 *
 * @param directory - Made where it is missing. On a disk of this machine.
 */
export declare function openAuditLog(directory: string, options: AuditLogOptions): Promise<AuditLog>;

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
