import type { AuditEvent, AuditSink, MetricsSink } from '@sallyport/core'
import { type ChangeDenial, controlsEvents, controlsMetrics } from './catalog.ts'
import type { Reverted, Wish, Written } from './change.ts'
import type { FlagValue } from './flag.ts'
import type { Change } from './snapshot.ts'
import { shown } from './value-fault.ts'

/** Where a journal writes. */
export interface JournalOptions {
  readonly audit: AuditSink
  readonly metrics: MetricsSink
  readonly onError: (error: unknown) => void
}

/** What was changed, refused and missed, in records and numbers. A sink that fails stops nothing. */
export interface Journal {
  set(wish: Wish, written: Written): void
  refused(wish: Wish, reason: ChangeDenial | 'unavailable'): void
  reverted(all: readonly Reverted[]): void
  changed(changes: readonly Change[], origin: 'set' | 'source' | 'deadline'): void
  changedOutside(changes: readonly Change[]): void
  rejected(faults: readonly string[]): void
  failed(error: unknown): void
  unknownRead(): void
  /** Runs something of the caller's. */
  contained(run: () => unknown): void
}

const ourselves = { kind: 'service', id: 'controls' } as const

/** A journal of these sinks. */
export function journalOf({ audit, metrics, onError }: JournalOptions): Journal {
  // Where `onError` fails, there is nobody left to tell.
  const tell = (error: unknown): void => void settled(() => onError(error)).catch(() => {})
  const contained = (run: () => unknown): void => void settled(run).catch(tell)
  const record = (event: AuditEvent): void => contained(() => audit.record(event))
  let rejectedBefore = ''
  return {
    contained,
    set: ({ name, value, by, why }, { from, until }) =>
      record({
        ...about(controlsEvents.changed.type, name, { from, to: value as FlagValue }),
        actor: { kind: 'operator', id: by },
        event: { from, to: value, why, ...(until === undefined ? {} : { until: iso(until) }) },
      }),
    refused: ({ name, value, by, why }, reason) =>
      record({
        ...about(controlsEvents.refused.type, shown(name), {}),
        outcome: reason === 'unavailable' ? 'error' : 'denied',
        reason,
        actor: { kind: 'operator', id: by },
        event: { value: shown(value), why },
      }),
    reverted(all) {
      for (const { name, from, to } of all)
        record(about(controlsEvents.reverted.type, name, { from, to }))
    },
    changed(changes, origin) {
      for (const { name } of changes)
        contained(() => metrics.add(controlsMetrics.changes, 1, { flag: name, origin }))
    },
    changedOutside(changes) {
      for (const { name, from, to } of changes)
        record(about(controlsEvents.changedOutside.type, name, { from, to }))
    },
    rejected(faults) {
      contained(() => metrics.add(controlsMetrics.sourceErrors, 1, { kind: 'rejected' }))
      // The same is found again with every reading.
      const found = faults.join('; ')
      if (found === rejectedBefore) return
      rejectedBefore = found
      const { type } = controlsEvents.rejected
      record({ type, outcome: 'failure', actor: ourselves, event: { faults } })
    },
    failed(error) {
      contained(() => metrics.add(controlsMetrics.sourceErrors, 1, { kind: 'failed' }))
      tell(error)
    },
    unknownRead: () => contained(() => metrics.add(controlsMetrics.unknownReads, 1)),
  }
}

/** Runs it now, and tells of its failure, be it now or later. */
const settled = (run: () => unknown): Promise<unknown> => new Promise((done) => done(run()))

const iso = (at: number): string => new Date(at).toISOString()

const about = (type: string, name: string, event: object): AuditEvent => ({
  type,
  outcome: 'success',
  actor: ourselves,
  targets: [{ kind: 'flag', id: name }],
  event,
})
