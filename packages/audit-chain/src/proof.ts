import { decodeBase64, encodeBase64 } from './base64.ts'
import { type CheckpointOptions, openSignedHead } from './checkpoint.ts'
import { parseDecimal } from './decimal.ts'
import { decodeHash, encodeHash, type Hash, leafHash } from './hash.ts'
import { verifyInclusion } from './merkle-proof.ts'
import { readVerifierKeys } from './note.ts'
import { type Unproven, unproven } from './unproven.ts'

/** An entry's place in a log, the way from it to the root, and the log's word for that root. */
export interface Proof {
  readonly index: number
  /** From the leaf's sibling up. */
  readonly hashes: readonly Hash[]
  /** The checkpoint, to the letter. */
  readonly checkpoint: string
  /** Data that nobody has signed. */
  readonly extra?: Uint8Array
}

const header = 'c2sp.org/tlog-proof@v1'
// A checkpoint may have a million bytes, extra data as many.
const mostLength = 4_000_000
// Of a tree of 2^63 leaves.
const mostHashes = 63

/** Writes a proof (C2SP tlog-proof). */
export function formatProof({ index, hashes, checkpoint, extra }: Proof): string {
  const lines = [
    header,
    ...(extra === undefined || extra.length === 0 ? [] : [`extra ${encodeBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(encodeHash),
  ]
  return `${lines.join('\n')}\n\n${checkpoint}`
}

/** Reads a proof; none where it is not one to the letter. Its checkpoint is not looked at. */
export function parseProof(text: string): Proof | undefined {
  if (text.length > mostLength) return undefined
  // The lines before the checkpoint are not empty: the first empty one ends them.
  const end = text.indexOf('\n\n')
  if (end < 0) return undefined
  const [first, ...lines] = text.slice(0, end).split('\n', mostHashes + 4)
  const extra = lines[0]?.startsWith('extra ') ? decodeBase64(lines.shift()?.slice(6) ?? '') : null
  const [, decimal = ''] = /^index (\d+)$/.exec(lines.shift() ?? '') ?? []
  const index = parseDecimal(decimal)
  const hashes = lines.map(decodeHash)
  if (first !== header || extra === undefined || extra?.length === 0) return undefined
  if (index === undefined || hashes.length > mostHashes) return undefined
  if (!hashes.every((hash) => hash !== undefined)) return undefined
  return { index, hashes, checkpoint: text.slice(end + 2), ...(extra && { extra }) }
}

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
