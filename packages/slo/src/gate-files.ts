import type { Judged } from './gate.ts'
import { parseObjective } from './objective.ts'
import type { Snapshot } from './snapshot.ts'
import { reasonMeanings } from './standing.ts'

/** What a file for a gate holds. */
export type GateFile =
  | { readonly evaluations: readonly Judged[] }
  | { readonly snapshots: readonly Snapshot[] }

/**
 * Reads `{ "evaluations": … }` as `sloEndpoint` answers it, a list of evaluations, a snapshot, or a list of
 * snapshots.
 *
 * @throws TypeError for what is none of these.
 */
export function readGateFile(text: string): GateFile {
  const found = parsed(text)
  const listed = (found as { evaluations?: unknown } | null)?.evaluations ?? found
  const list: readonly unknown[] = Array.isArray(listed) ? listed : [listed]
  if (list.length > 0 && list.every(looksLikeSnapshot)) return { snapshots: list as Snapshot[] }
  const wrong = list.findIndex((one) => !isJudged(one))
  if (wrong !== -1)
    throw new TypeError(`slo: element ${wrong} is neither an evaluation nor a snapshot`)
  return { evaluations: list as Judged[] }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new TypeError('slo: this is not JSON')
  }
}

// Which is checked in full where a recorder is made from it.
const looksLikeSnapshot = (one: unknown): boolean => {
  const { version, slo, tiers } = (one ?? {}) as Partial<Snapshot>
  return version === 1 && typeof slo === 'string' && Array.isArray(tiers)
}

function isJudged(one: unknown): boolean {
  const { slo, state, reason, message, good, total } = (one ?? {}) as Partial<Judged>
  const { id, severity, objective } = (slo ?? {}) as Partial<Judged['slo']>
  return (
    typeof id === 'string' &&
    /^[A-Za-z0-9][\w.-]{0,99}\/[A-Za-z0-9][\w.-]{0,99}$/.test(id) &&
    ['info', 'warning', 'critical'].includes(String(severity)) &&
    isPercent(objective?.percent) &&
    ['met', 'at_risk', 'breached', 'unknown'].includes(String(state)) &&
    (reason === undefined || Object.hasOwn(reasonMeanings, String(reason))) &&
    (message === undefined || typeof message === 'string') &&
    isCount(good) &&
    isCount(total) &&
    good <= total &&
    // What was judged by its events had some.
    (state === 'unknown' || reason !== undefined || total > 0)
  )
}

const isCount = (given: unknown): given is number =>
  typeof given === 'number' && Number.isFinite(given) && given >= 0

function isPercent(given: unknown): boolean {
  try {
    return typeof given === 'string' && parseObjective(given) !== undefined
  } catch {
    return false
  }
}
