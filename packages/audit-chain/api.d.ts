// The public surface of @sallyport/audit-chain, by entry point.

// @sallyport/audit-chain

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
