import { decodeBase64, encodeBase64 } from './base64.ts'
import { parseDecimal } from './decimal.ts'
import { decodeHash, encodeHash, type Hash } from './hash.ts'

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
