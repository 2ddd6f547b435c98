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

/** Why something of a value is missing from what was kept. */
export type Lost = 'circular' | 'depth' | 'entries' | 'size' | 'throws';

/** Whose signature it is: a name, and the first four bytes of a hash of name, type and key in hex. */
export interface NoteKey {
    readonly name: string;
    /** Eight hexadecimal digits in lower case. Short on purpose: it finds a key, and vouches for none. */
    readonly id: string;
}

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

type EventName = 'login' | 'logout' | 'tokenRefreshed' | 'failedLogin' | 'scopeGranted' | 'scopeDenied' | 'roleMismatch' | 'invalidInput' | 'injectionAttempt' | 'rateLimited' | 'suspiciousActivity' | 'userCreated' | 'userDeleted' | 'profileAccessed' | 'settingsChanged' | 'adminAccess' | 'configChanged' | 'userImpersonated' | 'memoryAccessed' | 'memoryModified' | 'memorySearched' | 'wsConnect' | 'wsDisconnect' | 'wsMessageSent' | 'wsError' | 'apiRequest' | 'apiError' | 'startup' | 'shutdown' | 'configError' | 'dependencyFailure' | 'malformed';
