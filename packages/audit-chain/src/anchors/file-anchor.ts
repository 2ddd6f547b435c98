import { basename, dirname } from 'node:path'
import type { Anchor } from '../anchor.ts'
import { nodeDisk } from '../node-disk.ts'
import { diskAnchor } from './disk-anchor.ts'

/**
 * Keeps the last checkpoint in a file, which is replaced as a whole: a mount of another machine, where
 * whoever breaks into this one cannot write at will. Its directory must be there and is never made, lest
 * a mount that is missing be taken for an empty one.
 *
 * @param path - Outside the log's directory, or it is set back together with the log.
 * @param name - Names it in errors and metrics.
 *
 * @example
 * ```ts
 * import { mkdtempSync, readFileSync } from 'node:fs'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { fileAnchor } from '@sallyport/audit-chain'
 *
 * const path = join(mkdtempSync(join(tmpdir(), 'anchor-')), 'checkpoint')
 * const anchor = fileAnchor(path)
 * console.log(await anchor.latest?.()) // prints: undefined
 * await anchor.publish('log.example/audit\n3\n…')
 * console.log(readFileSync(path, 'utf8').split('\n')[1]) // prints: 3
 * ```
 */
export function fileAnchor(path: string, name: string = 'file'): Anchor {
  return diskAnchor(name, nodeDisk(dirname(path)), basename(path))
}
