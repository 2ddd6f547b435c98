import type { AuditRow } from './audit-log.ts'
import { AuditLogError } from './audit-log-error.ts'
import type { CheckpointOptions } from './open-checkpoint.ts'
import type { Unproven } from './unproven.ts'
import { type ProvenEntry, verifyProof } from './verify-proof.ts'

/** What proves entries of a log, and what the proofs are verified with. */
export interface Proofs extends CheckpointOptions {
  /** A tlog-proof of an entry. */
  prove(seq: number): Promise<string>
}

/** Rows with their proofs, each verified for the line that it is given with. */
export async function proveRows(
  rows: readonly AuditRow[],
  { prove, origin, keys }: Proofs,
): Promise<readonly AuditRow[]> {
  const proved: AuditRow[] = []
  // One after the other: the first may sign a checkpoint that the others are under.
  for (const row of rows) {
    const proof = await prove(row.seq)
    demandProof(row.seq, verifyProof(proof, { entry: row.line, origin, keys }))
    proved.push({ ...row, proof })
  }
  return proved
}

function demandProof(seq: number, verdict: ProvenEntry | Unproven): void {
  if (verdict.ok ? verdict.index !== seq : verdict.reason === 'wrong') {
    throw new AuditLogError('damaged', `entry ${seq} is not the one that the log has signed`)
  }
  if (!verdict.ok) throw new Error(`audit-chain: the proof of entry ${seq} is ${verdict.reason}`)
}
