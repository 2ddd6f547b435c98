import { type Share, shareOf } from './decide.ts'
import type { Counts, Span, UnknownReason } from './source.ts'

/** What is known of one span: counts for reading, and their exact share for deciding. */
export type Reading =
  | {
      readonly ok: true
      readonly bad: number
      readonly total: number
      readonly share: Share
      readonly covered: Span
      readonly missingMs: number
    }
  | { readonly ok: false; readonly reason: UnknownReason; readonly message?: string | undefined }

/** A source's answer, if it can be believed: a source may be anybody's. */
export function readingOf(counts: Counts | null | undefined): Reading {
  if (counts?.ok === false && counts.reason) return counts
  if (counts?.ok !== true) return { ok: false, reason: 'malformed', message: 'no answer' }
  const { good, bad, covered, missingMs = 0 } = counts
  const total = good + bad
  if (!Number.isFinite(total)) return { ok: false, reason: 'not_a_number' }
  if (!(good >= 0 && bad >= 0 && covered?.from <= covered?.to && missingMs >= 0))
    return { ok: false, reason: 'malformed', message: `${good} good and ${bad} bad` }
  // A sum of doubles is rounded; of what they are exactly it is not.
  const exact = shareOf(bad, good)
  const share = { bad: exact.bad, total: exact.bad + exact.total }
  return { ok: true, bad, total, share, covered, missingMs }
}
