import type { Cancel, Timers } from '@sallyport/core'
import type { Anchor } from './anchor.ts'
import { AuditLogError } from './audit-log-error.ts'
import type { Frontier, HashReader, TreeHead } from './merkle.ts'
import { readFrontier, rootOf } from './merkle.ts'
import type { NoteVerifier } from './note-key.ts'
import { openSignedHead } from './open-checkpoint.ts'

/** What a log is held against. */
export interface RollbackOptions {
  readonly origin: string
  /** Of all keys that may have signed what anchors have. */
  readonly verifiers: readonly NoteVerifier[]
  readonly anchors: readonly Anchor[]
  readonly timers: Timers
  /** Hears of anchors that could not be asked. */
  readonly onError: (error: unknown) => void
}

/** So long an anchor may take to say what it has. */
const patienceMs = 5_000

/** How many entries an anchor has: none where it has nothing. `unasked`: it did not say. */
export type Anchored = number | 'unasked' | undefined

/**
 * Demands that the log begins with what each anchor has of it. An anchor that cannot be asked is told of
 * and passed over: a service that does not start without it could be stopped by whoever stops the anchor.
 *
 * @param read - Reads hashes of the tree that ends at `head`.
 */
export function demandNotRolledBack(
  head: Frontier,
  read: HashReader,
  { origin, verifiers, anchors, timers, onError }: RollbackOptions,
): Promise<readonly Anchored[]> {
  return Promise.all(
    anchors.map(async (anchor) => {
      let isUnasked = false
      const text = await asked(anchor, timers).catch((cause: unknown) => {
        isUnasked = true
        onError(
          new Error(
            `audit-chain: the anchor "${anchor.name}" did not say what it has; the log was opened without`,
            { cause },
          ),
        )
        return undefined
      })
      if (isUnasked) return 'unasked'
      return sizeOf(anchor, text, head, read, { origin, verifiers })
    }),
  )
}

/** The same of one anchor, which must answer. */
export async function demandAnchored(
  anchor: Anchor,
  head: Frontier,
  read: HashReader,
  { timers, ...of }: Pick<RollbackOptions, 'origin' | 'verifiers' | 'timers'>,
): Promise<number | undefined> {
  return sizeOf(anchor, await asked(anchor, timers), head, read, of)
}

async function sizeOf(
  anchor: Anchor,
  text: string | undefined,
  head: Frontier,
  read: HashReader,
  { origin, verifiers }: Pick<RollbackOptions, 'origin' | 'verifiers'>,
): Promise<number | undefined> {
  if (text === undefined) return undefined
  const opened = openSignedHead(text, origin, verifiers)
  if (!opened.ok) throw unproven(anchor, origin, opened.reason)
  await demandBegins(anchor, opened.head, head, read)
  return opened.head.size
}

async function asked(anchor: Anchor, timers: Timers): Promise<string | undefined> {
  let cancel: Cancel = () => undefined
  const late = new Promise<never>((_, reject) => {
    cancel = timers.after(patienceMs, () => reject(new Error(`no answer within ${patienceMs} ms`)))
  })
  try {
    return await Promise.race([anchor.latest?.(), late])
  } finally {
    cancel()
  }
}

async function demandBegins(
  { name }: Anchor,
  had: TreeHead,
  head: Frontier,
  read: HashReader,
): Promise<void> {
  if (had.size > head.size) {
    throw new AuditLogError(
      'rolled_back',
      `the anchor "${name}" has seen ${had.size} entries, and the log has ${head.size}: it was set back or cut off. Put the whole log back, or keep what there is as evidence and begin another one elsewhere`,
    )
  }
  const root = rootOf(had.size === head.size ? head : await readFrontier(had.size, read))
  if (root === had.root) return
  throw new AuditLogError(
    'rolled_back',
    `the first ${had.size} of the log's ${head.size} entries are not those that the anchor "${name}" has seen: another log has taken its place. Put the right one back, or keep what there is as evidence and begin another one elsewhere`,
  )
}

const unproven = ({ name }: Anchor, origin: string, reason: string): AuditLogError =>
  new AuditLogError(
    'rolled_back',
    `what the anchor "${name}" has is no checkpoint of ${origin} that a known key has signed (${reason}): name the key in "formerKeys", or give the log its own anchor`,
  )
