// The public surface of @sallyport/audit-chain, by entry point.

// @sallyport/audit-chain

/** What {@link accessAudit} records, and who hears when it cannot. */
export interface AccessAuditOptions extends RecordingOptions {
    /** Who asked, once the request has ended: what a guard proved, kept by request. @default nobody */
    readonly actor?: (request: GuardRequest) => AuditParty | undefined;
    /** What else is known of where it came from: a session, a trace. @default nothing */
    readonly context?: (request: GuardRequest) => AuditContext;
    /** Requests that are not recorded: probes, what the record of their decision says already. @default none */
    readonly skip?: (request: GuardRequest, end: RequestEnd) => boolean;
    /** @default the machine's */
    readonly monotonic?: MonotonicClock;
}

/**
 * Records each request when it has ended: who, from where, what was asked for, how it ended and how long it
 * took. Its path is not recorded, only the route's template: paths carry personal data.
 *
 * A status of 500 or more is an `api.error`, all else an `api.request`. The outcome is `denied` after a
 * guard's denial, a 401, 403 or 429; `failure` after another 4xx, or when the client left early, for the
 * reason `aborted`. The response is not kept waiting.
 */
export declare function accessAudit(log: AuditSink, options?: AccessAuditOptions): Observer;

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
    /**
     * Reads the whole log and says what is wrong with it. It is `unverifiable` until something was signed: a
     * second after the first entry, or when {@link AuditLog.checkpoint} is called.
     */
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
    /** The actor's id, or several of which it is one: all that `of` of `pseudonyms` gives. */
    readonly actor?: string | readonly string[];
    /** The id of one of the targets, or several. */
    readonly target?: string | readonly string[];
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
 * - `unanswered`: the process that writes the log was asked and did not answer: it may be in the log, or not.
 */
export type AuditLogFailure = 'busy' | 'damaged' | 'truncated' | 'rolled_back' | 'forked' | 'full' | 'not_written' | 'closed' | 'unanswered';

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
    /** Besides `auditEvents`, whose types queries find by their aliases too: `apiKeyEvents`. @default none */
    readonly catalogs?: readonly Readonly<Record<string, AuditEventType>>[];
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

/** Who hears of lines that are no entries. */
export interface CheckEntriesOptions {
    /** Ends it; the promise rejects with the signal's reason. @default never */
    readonly signal?: AbortSignal;
    /** Hears of each as it is found, those too that the answer has no room for. @default nobody */
    readonly onFault?: (fault: LogFault) => void;
}

/** What was found of the lines of a log. */
export interface CheckedEntries {
    readonly ok: boolean;
    /** How many lines there are. */
    readonly lines: number;
    /** Those that are no entries, in order, the first thousand. */
    readonly faults: readonly LogFault[];
    readonly faultCount: number;
}

/**
 * Reads every line of a log as an entry, to the letter of the format. That nobody has changed the lines is
 * what {@link verifyLog} says, from their bytes; this says that whoever wrote them has written
 * entries, and takes several times as long. Changes nothing; rejects only where the disk fails.
 */
export declare function checkEntries(directory: string, { signal, onFault }?: CheckEntriesOptions): Promise<CheckedEntries>;

/** Who hears of a record that fails. */
export interface RecordingOptions {
    /** Counts records that were lost, as core counts its own. @default counts nothing */
    readonly metrics?: MetricsSink;
    /** Hears what the log rejected with, and what an option threw. @default prints to stderr */
    readonly onError?: OnError;
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

/** A key that pseudonyms are made with. */
export interface PseudonymKey {
    /** Stands in each pseudonym: 1 to 32 letters, digits, `_` or `-`. */
    readonly id: string;
    /** At least 16 bytes, by chance; of a text its UTF-8. Whoever has it can try all names. */
    readonly value: Secret<string | Uint8Array>;
}

/** How {@link pseudonyms} are made. */
export interface PseudonymOptions {
    /** The newest first: it makes the pseudonyms, the others only find what was written under them. */
    readonly keys: readonly PseudonymKey[];
    /** Kinds whose ids are nobody's, and stay as they are. @default ['service', 'system', 'limit', 'network_list'] */
    readonly plainKinds?: readonly string[];
}

/** Writes pseudonyms in the place of ids, and says under which ones somebody is found. */
export interface Pseudonyms {
    /** The party under its pseudonym: what an audit log takes as its `party`. */
    (party: AuditParty): AuditParty;
    /** The ids under which a party may stand in the log, that of the newest key first: one for each key. */
    of(kind: string, id: string): readonly string[];
}

/**
 * Pseudonyms for actors and targets, `h1:<key>:<22 letters>`: HMAC-SHA-256 of kind and id, so that nobody
 * without the key finds out whose they are by trying all names, as anybody does with a plain hash. The same
 * id of another kind has another pseudonym. An id that looks like a pseudonym is made one like any other:
 * it may come from outside.
 */
export declare function pseudonyms(options: PseudonymOptions): Pseudonyms;

/**
 * Records a WebSocket: `ws.connect` at once, then what it is told of. All its entries carry the id, the
 * address and the route of the request that it began with, and the transport `ws`.
 *
 * How it was closed is its outcome: `success` for a normal end (1000, 1001, 1005) and for an application's
 * own codes (3000 and above), `denied` for a violated policy (1008), else `failure`.
 */
export declare function recordSocket(log: Pick<AuditLog, 'append'>, request: GuardRequest, options?: SocketAuditOptions): SocketAudit;

/** One WebSocket, as it is recorded. None of these throws. */
export interface SocketAudit {
    /** A message was sent: what is worth knowing of it, never its text. */
    sent(detail?: unknown): void;
    /** It failed. */
    failed(error: unknown): void;
    /** It was closed, with what the closing frame said. Only the first call counts. */
    closed(code?: number, reason?: string): void;
}

/** What {@link recordSocket} records, and who hears when it cannot. */
export interface SocketAuditOptions extends RecordingOptions {
    /** Whose connection it is: what the guard of the upgrade proved. @default nobody's */
    readonly actor?: AuditParty;
    /** What else is known of where it came from: a session, a trace. @default nothing */
    readonly context?: (request: GuardRequest) => AuditContext;
    /** @default the machine's */
    readonly monotonic?: MonotonicClock;
}

/** How {@link shippedLine} names entries. */
export interface ShippedLineOptions {
    /** The name of an entry, for types and reasons of your own; undefined for the usual one. */
    readonly event?: (entry: AuditEntry) => string | undefined;
}

/**
 * An entry as one line of JSON for Loki and the like, flat enough for `| json`: `timestamp`, `level`,
 * `category`, `event`, `details`, `trace_id` and `request_id`, then what else the entry has.
 *
 * `event` is the name under which it is searched for, in `snake_case`: of the catalog's aliases the first that
 * says more than its type, else the type with underscores. A decision that refused (`request.decided`, `scopes.decided`) is
 * `authentication_failed`, `access_denied` or `rate_limit_exceeded` by its reason. `aliases` has all names, with
 * spaces between. In `details` what the entry itself says goes before what its `event` says.
 *
 * A copy to search, which proves nothing: proofs are about the line in the log.
 */
export declare function shippedLine(entry: AuditEntry, { event }?: ShippedLineOptions): string;

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

/** Against what a log is verified. */
export interface VerifyLogOptions extends CheckpointOptions {
    /**
     * A checkpoint of this log that was kept elsewhere. The log must begin with what it was signed for: only
     * so is a log found out that was cut, set back, or written anew by whoever has its signing key.
     * @default none
     */
    readonly since?: string;
    /** Ends it; the promise rejects with the signal's reason. @default never */
    readonly signal?: AbortSignal;
    /** Hears of each fault as it is found, those too that the report has no room for. @default nobody */
    readonly onFault?: (fault: LogFault) => void;
}

/**
 * Reads a whole log and says all that is wrong with it. Of the bytes as they are stored it checks the chain,
 * the numbers, the tree, its tiles and every checkpoint; JSON is read only where no checkpoint vouches for
 * an entry, or something is wrong. {@link checkEntries} reads the rest.
 *
 * Nothing is changed, locked or waited for. A log may be written meanwhile: what comes later is not
 * seen. The memory needed does not depend on the log's length. Rejects where the disk fails, and never
 * for anything that stands in the files.
 */
export declare function verifyLog(directory: string, options: VerifyLogOptions): Promise<LogReport>;

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

// @sallyport/audit-chain/cluster

/** The log of the primary, as a worker writes to it. */
export interface PrimaryAuditLog extends Pick<AuditLog, 'append' | 'record' | 'origin'> {
    /** Takes no more events, and resolves when all that waited have their answer. */
    close(): Promise<void>;
}

/** How a worker hands events to its primary. */
export interface PrimaryAuditLogOptions {
    /** Of the log: the primary may keep several. */
    readonly origin: string;
    /** Events that may wait for an answer; what comes beyond rejects as `full`. @default 10_000 */
    readonly mostPending?: number;
    /** Characters that may wait, of events as JSON. @default 16 Mi */
    readonly mostCharacters?: number;
    /** An event without an answer after this time rejects as `unanswered`. @default 30_000 */
    readonly timeoutMs?: number;
    /** @default the platform's */
    readonly timers?: Timers;
}

/**
 * The audit log in a worker of a cluster: each event is handed to the primary, which owns the file and shares
 * its log with `sharedAuditLog`. What an event says is read at once, whatever it is made of. Resolves when
 * the primary's log has taken it and rejects with the same code. Where the primary does not answer, the code
 * is `unanswered`: nothing is sent twice, so that nothing stands in the log twice.
 */
export declare function primaryAuditLog(process: WorkerProcess, options: PrimaryAuditLogOptions): PrimaryAuditLog;

/** A worker's `process`, as far as it is needed: its channel to the primary. */
export interface WorkerProcess {
    readonly connected?: boolean;
    send?(message: object, handle: undefined, options: undefined, sent: (error: Error | null) => void): unknown;
    on(event: 'message', heard: (message: unknown) => void): unknown;
    on(event: 'disconnect', heard: () => void): unknown;
    off(event: 'message', heard: (message: unknown) => void): unknown;
    off(event: 'disconnect', heard: () => void): unknown;
}

/** The primary's `node:cluster`. */
export interface ClusterPrimary {
    on(event: 'message', heard: (worker: ClusterWorker, message: unknown) => void): unknown;
    off(event: 'message', heard: (worker: ClusterWorker, message: unknown) => void): unknown;
}

/** A worker, as the primary sees it: of `node:cluster`, or a child process with a channel. */
export interface ClusterWorker {
    send(message: object, sent: (error: Error | null) => void): unknown;
}

/** A log that workers write to. */
export interface SharedAuditLog {
    /** Takes no more events; the log stays open. */
    close(): void;
}

/** How the primary takes events. */
export interface SharedAuditLogOptions {
    /** Events of one worker that may wait; what comes beyond is refused as `full`. @default 10_000 */
    readonly mostPending?: number;
}

/**
 * Writes down what the workers of a cluster record, in the process that holds the log's file: the primary.
 * Listens for their messages and for nothing else; what is no event, or for a log of another origin, is
 * ignored. Each worker has a `primaryAuditLog`.
 */
export declare function sharedAuditLog(log: Pick<AuditLog, 'append' | 'origin'>, cluster: ClusterPrimary, options?: SharedAuditLogOptions): SharedAuditLog;

// @sallyport/audit-chain/verify

export { CheckEntriesOptions } from '@sallyport/audit-chain';

export { CheckedEntries } from '@sallyport/audit-chain';

export { checkEntries } from '@sallyport/audit-chain';

export { AuditEntry } from '@sallyport/audit-chain';

export { Transport } from '@sallyport/audit-chain';

export { Truncated } from '@sallyport/audit-chain';

export { LogFault } from '@sallyport/audit-chain';

export { LogFaultCode } from '@sallyport/audit-chain';

export { LogReport } from '@sallyport/audit-chain';

export { Lost } from '@sallyport/audit-chain';

export { NoteKey } from '@sallyport/audit-chain';

export { CheckpointOptions } from '@sallyport/audit-chain';

export { OpenedCheckpoint } from '@sallyport/audit-chain';

export { openCheckpoint } from '@sallyport/audit-chain';

export { EntryFault } from '@sallyport/audit-chain';

export { ParsedEntry } from '@sallyport/audit-chain';

export { parseEntry } from '@sallyport/audit-chain';

export { Unproven } from '@sallyport/audit-chain';

export { UnprovenReason } from '@sallyport/audit-chain';

export { VerifyLogOptions } from '@sallyport/audit-chain';

export { verifyLog } from '@sallyport/audit-chain';

export { ProofOptions } from '@sallyport/audit-chain';

export { ProvenEntry } from '@sallyport/audit-chain';

export { verifyProof } from '@sallyport/audit-chain';

// exported nowhere, but spoken of above

type NoLabels = Readonly<Record<never, string>>;

type EventName = 'login' | 'logout' | 'tokenRefreshed' | 'failedLogin' | 'scopeGranted' | 'scopeDenied' | 'roleMismatch' | 'invalidInput' | 'injectionAttempt' | 'rateLimited' | 'addressBlocked' | 'suspiciousActivity' | 'userCreated' | 'userDeleted' | 'profileAccessed' | 'settingsChanged' | 'adminAccess' | 'configChanged' | 'userImpersonated' | 'memoryAccessed' | 'memoryModified' | 'memorySearched' | 'wsConnect' | 'wsDisconnect' | 'wsMessageSent' | 'wsError' | 'apiRequest' | 'apiError' | 'startup' | 'shutdown' | 'configError' | 'dependencyFailure' | 'malformed' | 'recovered' | 'gap' | 'pruned' | 'keysChanged';
