/** One measurement: ours beside a peer or a physical limit, in one run on one machine. */
export interface Row {
  readonly id: string
  readonly what: string
  readonly ours: string
  /** The peer's, or the limit's. */
  readonly peer: string
  readonly ratio: number
  /** How far single rounds strayed: the middle 80 % of their ratios, as a share of the median. */
  readonly spread: number
  readonly target: Target | undefined
  readonly ok: boolean
  /** What a figure does not say, a line each. */
  readonly notes?: readonly string[]
}

/** A gate on the ratio. Rows without one are shown, not judged. */
export type Target = { readonly atMost: number } | { readonly atLeast: number }

/** What the command line may ask of a suite that takes its time. */
export interface SuiteOptions {
  /** How long each side is measured. */
  readonly seconds?: number
  /** How long memory is watched; not at all where it is not said. */
  readonly soakMinutes?: number
}

/** A suite measures its rows one after the other. */
export type Suite = (options: SuiteOptions) => AsyncIterable<Row>

/** Judges one measurement by its rounds: ours and the peer's figure of each. */
export function judge(
  row: Pick<Row, 'id' | 'what' | 'target'>,
  rounds: readonly { readonly ours: number; readonly peer: number }[],
  show: (figure: number) => string,
): Row {
  const ours = median(rounds.map((round) => round.ours))
  const peer = median(rounds.map((round) => round.peer))
  const ratios = rounds.map((round) => round.ours / round.peer)
  const ratio = ours / peer
  const spread = (quantile(ratios, 0.9) - quantile(ratios, 0.1)) / median(ratios)
  return { ...row, ours: show(ours), peer: show(peer), ratio, spread, ok: meets(ratio, row.target) }
}

/** Whether a ratio meets its target. One that is no number never does. */
export function meets(ratio: number, target: Target | undefined): boolean {
  if (!Number.isFinite(ratio)) return false
  if (target === undefined) return true
  return 'atMost' in target ? ratio <= target.atMost : ratio >= target.atLeast
}

/** The middle one. */
export const median = (figures: readonly number[]): number => quantile(figures, 0.5)

/** So many of a hundred are not above it. */
export function quantile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b)
  return sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN
}
