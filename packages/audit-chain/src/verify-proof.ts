import { leafHash } from './hash.ts'
import { verifyInclusion } from './merkle-proof.ts'
import { readVerifierKeys } from './note.ts'
import { type CheckpointOptions, openSignedHead } from './open-checkpoint.ts'
import { parseProof } from './proof.ts'
import { type Unproven, unproven } from './unproven.ts'

/** What a proof is verified against. */
export interface ProofOptions extends CheckpointOptions {
  /** The entry, to the byte: the line without its newline. Text is taken as UTF-8. */
  readonly entry: string | Uint8Array
}

/** An entry that is in a log. */
export interface ProvenEntry {
  readonly ok: true
  /** The entry's place, from 0. */
  readonly index: number
  /** How many entries the log had when it signed. */
  readonly size: number
  /** Data beside the proof, which nobody has signed: never to be believed as it is. */
  readonly untrustedExtra?: Uint8Array
}

/**
 * Verifies that an entry is in a log, offline: from the proof, the entry and the log's verifier keys
 * (C2SP tlog-proof). Nothing else of the log is needed, and no other entry is seen.
 *
 * @example
 * ```ts
 * import { verifyProof } from '@sallyport/audit-chain'
 *
 * const proof = `c2sp.org/tlog-proof@v1
 * index 1
 * +UBwq/0toL9ykC6xOoCOeU+VTZ4nRcaCoVj27Q1KwDY=
 * EmBS23eYJA5jpYSHo70DmnfWBaaiGPlHC1gu0eSQESE=
 * Z8vzSda05Mr0MKlnUcpTIhRBTC+Mn3xWervD5S8t85E=
 *
 * log.example/audit
 * 5
 * h9UMXqS06cZqY1DcnPgMhWQabcLU6G++7tynUvpM20w=
 *
 * — log.example/audit hmF9Nngsm3+hYInuNBMFUuvlDwg2Ik5G6f9WA0LByPVJR09f7WdLrutexD2Do8MqOLMPhrx5E4dgrSBdonZPuqIdGQw=
 * — log.example/audit uzDFoqcbOINHZIVDTt8DLf+6TSKpmqEGdcYrjfNLYUkKRIFRoQXzAv6NQq5jdTW0sIu18vmVHqp2gO1YfC/UmyqfZwc=
 * `
 * const keys = ['log.example/audit+86617d36+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4']
 * const log = { origin: 'log.example/audit', keys }
 * const proven = verifyProof(proof, { entry: '{"n":1}', ...log })
 * console.log(proven.ok && proven.index) // prints: 1
 *
 * const other = verifyProof(proof, { entry: '{"n":2}', ...log })
 * console.log(!other.ok && other.reason) // prints: wrong
 * ```
 */
export function verifyProof(
  proof: string,
  { entry, origin, keys }: ProofOptions,
): ProvenEntry | Unproven {
  const verifiers = readVerifierKeys('keys', keys)
  const read = parseProof(proof)
  if (!read) return unproven('malformed')
  const { index, hashes, checkpoint, extra } = read
  const opened = openSignedHead(checkpoint, origin, verifiers)
  if (!opened.ok) return opened
  if (!verifyInclusion(leafHash(entry), index, opened.head, hashes)) return unproven('wrong')
  return { ok: true, index, size: opened.head.size, ...(extra && { untrustedExtra: extra }) }
}
