import { meetsShare, type Share } from './decide.ts'
import { toNumber } from './fraction.ts'
import type { Reading } from './reading.ts'
import type { Slo } from './slo.ts'
import type { Span } from './source.ts'

type Known = Reading & { ok: true }
const none: Share = { bad: 0n, total: 1n }
const all: Share = { bad: 1n, total: 1n }

/** One part of a composite: its objective, its weight, what is known of it. */
export interface Part {
  readonly slo: Slo
  readonly weight: number
  readonly reading: Reading
}

/**
 * The weighted mean of the parts' shares, exactly. A part without events has no say, unless its
 * `noTraffic` gives it one; one that nobody can tell makes the whole unknown, unless its `missing` does not.
 */
export function weightedMean(parts: readonly Part[], span: Span): Reading {
  const unknown = parts.find(({ slo, reading }) => !reading.ok && slo.missing === 'unknown')
  if (unknown !== undefined) return unknown.reading
  const known = parts.flatMap(({ reading }) => (reading.ok ? [reading] : []))
  const said = parts.flatMap((part) => {
    const share = shareSaid(part)
    return share === undefined ? [] : [{ ...share, weight: BigInt(part.weight) }]
  })
  const common = said.reduce((product, { total }) => product * total, 1n)
  const bad = said.reduce((sum, one) => sum + (one.weight * one.bad * common) / one.total, 0n)
  const weights = said.reduce((sum, { weight }) => sum + weight, 0n)
  const share: Share = { bad, total: common * weights }
  const events = known.reduce((sum, { total }) => sum + total, 0)
  // Where only policies speak, they are one event: nothing happened, and yet something is known.
  const total = weights === 0n ? 0 : Math.max(events, 1)
  const ratio = weights === 0n ? 0 : toNumber({ numerator: bad, denominator: share.total })
  return {
    ok: true,
    bad: total * ratio,
    total,
    share,
    // Where only policies speak, it is of all that was asked.
    covered: known.length === 0 ? span : around(known),
    missingMs: Math.max(0, ...known.map(({ missingMs }) => missingMs)),
  }
}

function shareSaid({ slo, reading }: Part): Share | undefined {
  if (!reading.ok) return slo.missing === 'bad' ? all : none
  if (reading.share.total > 0n) return reading.share
  if (slo.noTraffic === 'unknown') return undefined
  return slo.noTraffic === 'bad' ? all : none
}

function around(known: readonly Known[]): Span {
  return {
    from: Math.min(...known.map(({ covered }) => covered.from)),
    to: Math.max(...known.map(({ covered }) => covered.to)),
  }
}

/** Whether a slice is bad, by its parts; undefined where none of them had events. */
export function isSliceBad(composite: Slo, parts: readonly Part[]): boolean | undefined {
  const { sli, budgeting } = composite
  if (sli.kind !== 'composite' || budgeting.by !== 'slices') return undefined
  const said = parts.flatMap((part) => {
    const share = shareSaid(part)
    return share === undefined ? [] : [!meetsShare(budgeting.target, share)]
  })
  if (said.length === 0) return undefined
  return sli.combine === 'any-bad' ? said.includes(true) : !said.includes(false)
}
