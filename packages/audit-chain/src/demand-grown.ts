import { AuditLogError } from './audit-log-error.ts'
import { type Frontier, frontierFirst, type HashReader, rootOf } from './merkle.ts'
import { proveConsistency, verifyConsistency } from './merkle-proof.ts'

/**
 * Two checkpoints that do not begin alike are proof, for ever, that their log was forged. So none is
 * signed that does not begin with the one before, as the tiles that prove it to others show.
 */
export async function demandGrown(
  before: Frontier | undefined,
  now: Frontier,
  read: HashReader,
): Promise<void> {
  if (!before || before.size === 0) return
  const heads = [before, now].map((frontier) => ({ size: frontier.size, root: rootOf(frontier) }))
  const [old, head] = heads as [(typeof heads)[0], (typeof heads)[0]]
  if (old.size <= head.size) {
    const proof = await proveConsistency(old.size, head.size, frontierFirst(now, read))
    if (verifyConsistency(old, head, proof)) return
  }
  throw new AuditLogError(
    'damaged',
    `what is to be signed, ${head.size} entries, does not begin with the ${old.size} that were; it was not signed`,
  )
}
