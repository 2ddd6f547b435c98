import type { CheckResult } from '@sallyport/core'
import type { LinkStatus } from './link.ts'

/** How it stands with a source, for the operator: without the words of its error. */
export function checkOf({ loaded, problem, unheard, faults }: LinkStatus): CheckResult {
  const message = complaint(loaded, problem, unheard)
  if (message === undefined) return { ok: true }
  return {
    ok: true,
    degraded: true,
    message,
    ...(problem === 'rejected' ? { detail: { faults } } : {}),
  }
}

function complaint(
  loaded: boolean,
  problem: LinkStatus['problem'],
  unheard: boolean,
): string | undefined {
  const hold = loaded ? 'the last known values hold' : 'the defaults hold'
  if (problem === 'down') return `the source of flags does not answer; ${hold}`
  if (problem === 'rejected') return `the source has values that flags cannot hold; ${hold}`
  return unheard ? 'the source does not tell of changes' : undefined
}
