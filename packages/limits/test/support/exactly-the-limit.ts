import { type LimitStore, limits, type PolicyDefinition } from '@sallyport/limits'
import { expect } from 'vitest'

const limit = 10
const windowMs = 366 * 86_400_000
const policies: Readonly<Record<'rate' | 'exact' | 'quota' | 'concurrency', PolicyDefinition>> = {
  rate: { kind: 'rate', limit, windowMs },
  exact: { kind: 'exact', limit, windowMs },
  quota: { kind: 'quota', limit, period: 'year' },
  concurrency: { kind: 'concurrency', limit, leaseMs: 86_400_000 },
}

/** Of twenty times as many checks over two limiters, exactly as many pass as may. */
export async function exactlyTheLimit(one: LimitStore, other: LimitStore): Promise<void> {
  const sides = [one, other].map((store) => limits({ store, policies, timeoutMs: 60_000 }))
  for (const policy of ['rate', 'exact', 'quota', 'concurrency'] as const) {
    const answers = await Promise.all(
      Array.from({ length: 20 * limit }, (_, i) => sides[i % 2]?.check(policy, 'a')),
    )
    expect(answers.filter((answer) => answer?.ok)).toHaveLength(limit)
    const reasons = new Set(answers.filter((answer) => !answer?.ok).map((answer) => answer?.reason))
    expect([...reasons]).not.toContain('limits_unavailable')
  }
}
