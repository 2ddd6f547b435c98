/** What is wrong with a log. */
export type LogFaultCode =
  /** A line is no entry; `detail` says why. */
  | 'not_an_entry'
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
  | 'forked'

/** One thing that is wrong. */
export interface LogFault {
  readonly code: LogFaultCode
  /** One sentence for the operator. */
  readonly message: string
  /** The entry's place, counted from the log's beginning. */
  readonly seq?: number
  /** The file, from the log's directory on. */
  readonly file?: string
  /** The byte in that file. */
  readonly offset?: number
  /** Why a line is no entry, and where in it. */
  readonly detail?: string
}

/** What was found of a log. */
export interface LogReport {
  /** Nothing is wrong, and a known key vouches for it. */
  readonly ok: boolean
  /**
   * `whole`: nothing is wrong. `tampered`: something is. `unverifiable`: nothing is wrong that could be
   * seen, but no known key has signed the latest checkpoint, or the one that was kept elsewhere, so that
   * the whole could have been made anew.
   */
  readonly verdict: 'whole' | 'tampered' | 'unverifiable'
  /** For a process that verifies: 0 whole, 1 tampered, 3 unverifiable. 2 is for wrong use. */
  readonly exitCode: 0 | 1 | 3
  /** How many entries the log has, those counted that were pruned. */
  readonly size: number
  /** The root of the tree of these entries, as base64. */
  readonly root: string
  /** The first entry that is still there. */
  readonly first: number
  /** How many entries a checkpoint vouches for; the others are only chained. */
  readonly signed: number
  /** How many checkpoints of the log's history no known key has signed. They say nothing, good or bad. */
  readonly unknownCheckpoints: number
  /**
   * Of the checkpoint that was kept elsewhere. `held`: the log begins with what it was signed for.
   * `empty`: it is of a log without entries, with which every log begins, so that nothing was checked.
   * `unverifiable`: no known key has signed it. `failed`: see the faults.
   */
  readonly since?: 'held' | 'empty' | 'unverifiable' | 'failed'
  /** Bytes of entries that were read. */
  readonly bytes: number
  /** Bytes behind the last whole line: a line that is being written, or was cut off by a crash. */
  readonly torn: number
  /** All that is wrong, in order, the first thousand. */
  readonly faults: readonly LogFault[]
  /** How many things are wrong. */
  readonly faultCount: number
}
