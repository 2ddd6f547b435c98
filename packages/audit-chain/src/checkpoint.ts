import { parseDecimal } from './decimal.ts'
import { decodeHash, encodeHash } from './hash.ts'
import type { TreeHead } from './merkle.ts'
import { signNote } from './note.ts'
import type { NoteSigner } from './note-key.ts'

/** What a checkpoint says. */
export interface CheckpointText {
  readonly origin: string
  readonly head: TreeHead
  readonly extensions: readonly string[]
}

/** Reads the text of a checkpoint's note; none where it is not one to the letter. */
export function parseCheckpointText(text: string): CheckpointText | undefined {
  const [origin = '', decimal = '', base64 = '', ...rest] = text.split('\n')
  const size = parseDecimal(decimal)
  const root = decodeHash(base64)
  const extensions = rest.slice(0, -1)
  const isEnded = rest.at(-1) === ''
  if (!origin || size === undefined || root === undefined || !isEnded) return undefined
  return extensions.includes('') ? undefined : { origin, head: { size, root }, extensions }
}

/** Writes a checkpoint, signed by each. No extension lines: whoever watches a log cannot check them. */
export async function signCheckpoint(
  origin: string,
  { size, root }: TreeHead,
  signers: readonly NoteSigner[],
): Promise<string> {
  const text = `${origin}\n${size}\n${encodeHash(root)}\n`
  const read = parseCheckpointText(text)
  if (read?.origin === origin && read.extensions.length === 0) return signNote(text, signers)
  throw new TypeError(
    `audit-chain: a checkpoint must have an origin of one line, a size and a root, got ${JSON.stringify({ origin, size })}`,
  )
}
