import type { CauseName } from './causes.ts'
import type { Change, Hypothesis, Situation } from './hypothesis.ts'
import { type Fit, type Limits, Workbench } from './workbench.ts'

/** What came of a search. */
export interface Searched {
  readonly fit: Fit | undefined
  /** Computations over what may have been signed. */
  readonly tried: number
  /** Whether nothing was left untried for want of the limits. */
  readonly complete: boolean
  /** Those that were tried alone. */
  readonly alone: readonly Change[]
  /** What was not tried alone, or not in every way, for want of the limits. */
  readonly untried: ReadonlySet<CauseName>
}

interface Tried {
  readonly change: Change
  readonly hypothesis: Hypothesis
}

/** Tries what came, then each change alone, then two together, the usual ones first. */
export function search(
  given: Situation,
  hypotheses: readonly Hypothesis[],
  limits: Limits,
): Searched {
  const bench = new Workbench(limits)
  const alone: Tried[] = []
  const result = (fit: Fit | undefined): Searched => ({
    fit,
    tried: bench.tried,
    complete: !bench.isSpent && bench.untried.size === 0,
    alone: alone.map(({ change }) => change),
    untried: bench.untried,
  })
  const atOnce = bench.fit(given, [])
  if (atOnce !== undefined) return result(atOnce)
  const usual = [...hypotheses].sort((a, b) => a.level - b.level)
  const isSigned = bench.isSigned(given)
  const ofHeaders = usual.filter(({ group }) => group === 'header')
  const first = one(bench, given, isSigned ? usual : ofHeaders, alone)
  if (first !== undefined) return result(first)
  if (!isSigned) {
    // Without a signature nothing else can be wrong, unless it stands elsewhere.
    if (!alone.some(({ change }) => bench.isSigned({ ...given, ...change.now }))) {
      return result(undefined)
    }
    const others = usual.filter((hypothesis) => !ofHeaders.includes(hypothesis))
    one(bench, given, others, alone)
  }
  for (let sum = 2; sum <= 6; sum++) {
    const fit = together(bench, given, hypotheses, alone, sum)
    if (fit !== undefined) return result(fit)
  }
  return result(undefined)
}

/** Each change alone. */
function one(
  bench: Workbench,
  given: Situation,
  hypotheses: readonly Hypothesis[],
  alone: Tried[],
): Fit | undefined {
  for (const hypothesis of hypotheses) {
    for (const change of bench.changes(hypothesis, given)) {
      if (bench.isSpent) {
        bench.untried.add(change.cause)
        break
      }
      const situation = { ...given, ...change.now }
      if (!bench.isNew(situation)) continue
      const fit = bench.fit(situation, [change])
      if (fit !== undefined) return fit
      alone.push({ change, hypothesis })
    }
  }
  return undefined
}

/** All pairs whose levels have this sum. */
function together(
  bench: Workbench,
  given: Situation,
  hypotheses: readonly Hypothesis[],
  alone: readonly Tried[],
  sum: number,
): Fit | undefined {
  for (const first of alone) {
    if (bench.isSpent) return undefined
    for (const second of seconds(bench, given, hypotheses, alone, first, sum)) {
      const situation = { ...given, ...first.change.now, ...second.now }
      if (bench.isSpent) return undefined
      if (!bench.isSigned(situation) || !bench.isNew(situation)) continue
      const fit = bench.fit(situation, [first.change, second])
      if (fit !== undefined) return fit
    }
  }
  return undefined
}

/** Of another group what was tried alone, once in each order; of the same group what follows of the first. */
function* seconds(
  bench: Workbench,
  given: Situation,
  hypotheses: readonly Hypothesis[],
  alone: readonly Tried[],
  { change, hypothesis: { group, level } }: Tried,
  sum: number,
): Iterable<Change> {
  const isNext = (one: Hypothesis): boolean => one.level === sum - level
  for (const other of alone) {
    if (isNext(other.hypothesis) && other.hypothesis.group < group) yield other.change
  }
  const changed = { ...given, ...change.now }
  if (group !== 'header' && !bench.isSigned(changed)) return
  for (const hypothesis of hypotheses) {
    if (hypothesis.group === group && isNext(hypothesis)) yield* bench.changes(hypothesis, changed)
  }
}
