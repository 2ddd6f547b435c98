import type { Headers } from '@sallyport/core'
import type { Policy } from './policy.ts'
import type { LimitState } from './store.ts'

/** Which headers tell the client how it stands. */
export type LimitHeaders = 'draft' | 'legacy' | 'both' | 'none'

/** Makes the headers of a response. */
export type HeadersOf = (states: readonly LimitState[]) => Headers | undefined

const second = 1_000
const periodSeconds = { hour: 3_600, day: 86_400, week: 604_800 } as const

/**
 * `RateLimit` and `RateLimit-Policy` as structured fields (draft-ietf-httpapi-ratelimit-headers-10),
 * and, on request, the `X-RateLimit-*` that came before. No partition key: it would tell a client
 * what it is counted by.
 */
export function headersFor(policies: readonly Policy[], which: LimitHeaders): HeadersOf {
  if (which === 'none') return () => undefined
  const policyField = policies.map(policyItem).join(', ')
  return (all) => {
    const states = all.filter(({ unknown }) => unknown !== true)
    if (states.length === 0) {
      // What holds can be told, if not how it stands.
      return which === 'legacy' || policyField === ''
        ? undefined
        : { 'ratelimit-policy': policyField }
    }
    const draft = which !== 'legacy' && {
      ratelimit: states.length === 1 ? item(states[0] as LimitState) : states.map(item).join(', '),
      // Policies of the key's own are told as they are; the others were written down once.
      'ratelimit-policy': policies.length > 0 ? policyField : ownPolicies(states),
    }
    if (which === 'draft') return draft as Headers
    return { ...draft, ...legacy(states) }
  }
}

/** Whole seconds after which a retry succeeds (RFC 9110 §10.2.3); none when it never will. */
export const retryAfter = (ms: number): Headers | undefined =>
  Number.isFinite(ms) && ms > 0 ? { 'retry-after': `${Math.ceil(ms / second)}` } : undefined

const ownPolicies = (states: readonly LimitState[]): string =>
  states.map(({ policy }) => policyItem(policy)).join(', ')

function policyItem({ name, kind, limit, windowMs, period }: Policy): string {
  if (kind === 'concurrency') return `"${name}";q=${limit};qu="concurrent-requests"`
  // The lengths of months and years differ.
  const seconds =
    period === undefined
      ? Math.ceil(windowMs / second)
      : periodSeconds[period as keyof typeof periodSeconds]
  return `"${name}";q=${limit}${seconds === undefined ? '' : `;w=${seconds}`}`
}

function item(state: LimitState): string {
  const { moreAfterMs } = state
  const name = `"${state.policy.name}";r=${state.remaining}`
  return moreAfterMs > 0 ? `${name};t=${Math.ceil(moreAfterMs / second)}` : name
}

/** Of the policy that has the least left. */
function legacy(states: readonly LimitState[]): Headers {
  const [first, ...others] = states as [LimitState, ...LimitState[]]
  const { policy, remaining, resetAfterMs } = others.reduce(
    (least, state) => (state.remaining < least.remaining ? state : least),
    first,
  )
  return {
    'x-ratelimit-limit': `${policy.capacity}`,
    'x-ratelimit-remaining': `${remaining}`,
    'x-ratelimit-reset': `${Math.ceil(resetAfterMs / second)}`,
  }
}
