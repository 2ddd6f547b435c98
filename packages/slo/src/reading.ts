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

/** A source's answer, if it can be believed. */
export function readingOf(counts: Counts | undefined): Reading {
  if (counts === undefined) return { ok: false, reason: 'malformed', message: 'no answer' }
  if (!counts.ok) return counts
  const { good, bad, covered, missingMs = 0 } = counts
  const total = good + bad
  if (!Number.isFinite(total)) return { ok: false, reason: 'not_a_number' }
  if (good < 0 || bad < 0)
    return { ok: false, reason: 'malformed', message: `${good} good and ${bad} bad` }
  return { ok: true, bad, total, share: shareOf(bad, total), covered, missingMs }
}
