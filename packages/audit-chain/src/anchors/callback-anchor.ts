import type { Anchor } from '../anchor.ts'

/**
 * An anchor of functions of your own: a row in another service's database, an object that cannot be
 * overwritten, a mail.
 *
 * @param name - Names it in errors and metrics.
 * @param publish - Keeps a checkpoint; what it throws or rejects with is told, and it is asked again.
 * @param latest - Gives the last one kept. Without it the log cannot tell, when it is opened, that it was
 * set back.
 *
 * @example
 * ```ts
 * import { callbackAnchor } from '@sallyport/audit-chain'
 *
 * const rows: string[] = []
 * const anchor = callbackAnchor(
 *   'rows',
 *   (checkpoint) => void rows.push(checkpoint),
 *   () => rows.at(-1),
 * )
 * await anchor.publish('log.example/audit\n3\n…')
 * console.log((await anchor.latest?.())?.split('\n')[1]) // prints: 3
 * ```
 */
export function callbackAnchor(
  name: string,
  publish: Anchor['publish'],
  latest?: Anchor['latest'],
): Anchor {
  return { name, publish, ...(latest && { latest }) }
}
