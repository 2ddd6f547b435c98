import { AuditLogError } from './audit-log-error.ts'
import { type Frontier, type HashReader, readFrontier, rootOf, type TreeHead } from './merkle.ts'
import { proveConsistency, verifyConsistency } from './merkle-proof.ts'

/**
 * Two checkpoints that do not begin alike are proof, for ever, that their log was forged. So none is
 * signed that does not begin with the one before, as its tiles will prove to others.
 */
export async function demandGrown(
  before: Frontier | undefined,
  now: Frontier,
  read: HashReader,
): Promise<void> {
  const head = headOf(now)
  if (!before || before.size === 0) {
    if (rootOf(await readFrontier(now.size, read)) === head.root) return
  } else if (before.size <= now.size) {
    const proof = await proveConsistency(before.size, now.size, read)
    if (verifyConsistency(headOf(before), head, proof)) return
  }
  throw new AuditLogError(
    'damaged',
    `the tiles of ${now.size} entries do not show that these begin with the ${before?.size ?? 0} signed before; they were not signed`,
  )
}

const headOf = (frontier: Frontier): TreeHead => ({ size: frontier.size, root: rootOf(frontier) })
