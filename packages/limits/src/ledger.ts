import { type BoundMetric, type MetricsSink, noMetrics } from '@sallyport/core'
import { limitMetrics } from './catalog.ts'
import { noPolicy, type Policy, type PolicyDefinition, writtenPolicy } from './policy.ts'

/** A policy, and how often it was asked in this process. */
export interface Entry<P extends string = string> {
  readonly policy: Policy<P>
  allowed: number
  denied: number
  readonly onAllowed: Pick<BoundMetric, 'add'> | undefined
  readonly onDenied: Pick<BoundMetric, 'add'> | undefined
}

/** How often each policy was asked, and how that ended. */
export type Tally<P extends string> = Readonly<
  Record<P, { readonly allowed: number; readonly denied: number }>
>

/** The policies by their names, and the counts of them. */
export interface Ledger<P extends string> {
  readonly policies: Readonly<Record<P, Policy<P>>>
  /** Throws for a name that there is not. */
  readonly entryOf: (policy: P | Policy) => Entry
  readonly count: (entry: Entry, ok: boolean) => void
  readonly tally: () => Tally<P>
}

const mostNames = 1_000

/** Checks the policies and begins to count. */
export function createLedger<P extends string>(
  definitions: Readonly<Record<P, PolicyDefinition>>,
  metrics: MetricsSink,
): Ledger<P> {
  const entries = new Map<string, Entry>()
  const created = (policy: Policy, name: string): Entry => ({
    policy,
    allowed: 0,
    denied: 0,
    ...boundTo(metrics, name),
  })
  // Without `toString` and the like, which are no policies.
  const policies = Object.create(null) as Record<P, Policy<P>>
  for (const [name, definition] of Object.entries<PolicyDefinition>(definitions)) {
    const policy = writtenPolicy(name as P, definition)
    policies[policy.name] = policy
    entries.set(name, created(policy, name))
  }
  // Policies of the keys' own, by name: as many as a person would think of, the others as one.
  const own = new Map<string, Entry>()
  const ownEntry = (policy: Policy): Entry => {
    const known = own.get(policy.name)
    if (known !== undefined) return known
    const name = own.size < mostNames ? policy.name : 'other'
    const entry = own.get(name) ?? created(policy, name)
    own.set(name, entry)
    return entry
  }
  let last: Entry | undefined
  return {
    policies,
    entryOf(policy) {
      if (last !== undefined && policy === last.policy.name) return last
      const entry = entries.get(typeof policy === 'string' ? policy : policy.name)
      if (entry !== undefined) {
        last = entry
        return entry
      }
      if (typeof policy !== 'string') return ownEntry(policy)
      return noPolicy(policy, [...entries.keys()])
    },
    count(entry, ok) {
      if (ok) {
        entry.allowed++
        entry.onAllowed?.add(1)
      } else {
        entry.denied++
        entry.onDenied?.add(1)
      }
    },
    tally: () =>
      Object.fromEntries(
        [...own, ...entries].map(([name, { allowed, denied }]) => [name, { allowed, denied }]),
      ) as Tally<P>,
  }
}

function boundTo(metrics: MetricsSink, policy: string): Pick<Entry, 'onAllowed' | 'onDenied'> {
  if (metrics === noMetrics) return { onAllowed: undefined, onDenied: undefined }
  const bound = (decision: 'allowed' | 'denied'): Pick<BoundMetric, 'add'> => {
    const labels = { policy, decision }
    const series = metrics.bind?.(limitMetrics.decisions, labels)
    return series ?? { add: (value) => metrics.add(limitMetrics.decisions, value, labels) }
  }
  return { onAllowed: bound('allowed'), onDenied: bound('denied') }
}
