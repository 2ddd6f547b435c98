import type { Anchor } from '../anchor.ts'
import { parseCheckpointText } from '../checkpoint.ts'
import { parseNote } from '../note.ts'

/** Where lines go: `process.stdout`, or another stream. */
export interface LineStream {
  write(text: string, written: (error?: Error | null) => void): unknown
}

/**
 * Writes each checkpoint as a line of JSON, for whatever carries the process's output away. It cannot say
 * what it had last: compare what was carried away with the log by `verify({ since })`.
 *
 * @example
 * ```ts
 * import { stdoutAnchor } from '@sallyport/audit-chain'
 *
 * await stdoutAnchor().publish('log.example/audit\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— log.example/audit hmF9NqEq\n')
 * // prints: {"audit_checkpoint":"log.example/audit\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— log.example/audit hmF9NqEq\n","origin":"log.example/audit","size":0}
 * ```
 */
export function stdoutAnchor(stream: LineStream = process.stdout): Anchor {
  return {
    name: 'stdout',
    publish: (checkpoint) =>
      new Promise((resolve, reject) => {
        stream.write(`${lineOf(checkpoint)}\n`, (error) => (error ? reject(error) : resolve()))
      }),
  }
}

function lineOf(checkpoint: string): string {
  const read = parseCheckpointText(parseNote(checkpoint)?.text ?? '')
  return JSON.stringify({
    audit_checkpoint: checkpoint,
    origin: read?.origin,
    size: read?.head.size,
  })
}
