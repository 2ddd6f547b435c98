import type { Headers } from '@sallyport/core'
import { type KeyRecord, previousEnd } from './record.ts'

/**
 * Tells who uses the old secret that it was replaced (RFC 9745) and when it ends (RFC 8594).
 * Undefined when there is no old one.
 */
export function deprecationOf(record: KeyRecord): Headers | undefined {
  const end = previousEnd(record)
  if (end === null) return undefined
  return {
    // A date of structured fields (RFC 9651 §3.3.7): whole seconds.
    deprecation: `@${Math.floor(record.current.createdAt / 1_000)}`,
    sunset: new Date(end).toUTCString(),
  }
}
