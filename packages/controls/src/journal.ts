import { type AuditEvent, containedSinks, noMetrics, type SinkOptions } from '@sallyport/core'
import { type ChangeDenial, controlsEvents, controlsMetrics } from './catalog.ts'
import type { Wish, Written } from './change.ts'
import type { Change } from './snapshot.ts'
import { shown } from './value-fault.ts'

/** What was changed, refused and missed, in records and numbers. A sink that fails stops nothing. */
export interface Journal {
  set(wish: Wish, set: NonNullable<Written['set']>): void
  refused(wish: Wish, reason: ChangeDenial | 'unavailable'): void
  changed(changes: readonly Change[], origin: 'set' | 'source' | 'deadline'): void
  /** Whoever is named is who the source names, which anybody may have written there. */
  moved(how: 'reverted' | 'changedOutside', change: Change): void
  /** What was wrong in a reading, which may be nothing. */
  rejected(faults: readonly string[]): void
  failed(error: unknown): void
  unknownRead(): void
  /** Runs something of the caller's. */
  contained(run: () => unknown): void
}

const ourselves = { kind: 'service', id: 'controls' } as const

/** A journal of these sinks. */
export function journalOf({ audit, metrics = noMetrics, onError }: SinkOptions): Journal {
  const { attempt: contained, record, tell } = containedSinks({ audit, metrics, onError })
  let rejectedBefore = ''
  return {
    contained,
    set: ({ name, actor, why }, { until, ...event }) =>
      record({
        ...about(controlsEvents.changed.type, name, {
          ...{ ...event, why },
          ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
        }),
        actor,
      }),
    refused: ({ name, value, actor, why }, reason) =>
      record({
        ...about(controlsEvents.refused.type, String(name).slice(0, 64), {
          value: shown(value),
          why,
        }),
        outcome: reason === 'unavailable' ? 'error' : 'denied',
        reason,
        actor,
      }),
    changed(changes, origin) {
      for (const { name } of changes)
        contained(() => metrics.add(controlsMetrics.changes, 1, { flag: name, origin }))
    },
    moved: (how, { name, until: _, ...event }) =>
      record(about(controlsEvents[how].type, name, event)),
    rejected(faults) {
      const [found, before] = [faults.join('; '), rejectedBefore]
      rejectedBefore = found
      if (found === '') return
      contained(() => metrics.add(controlsMetrics.sourceErrors, 1, { kind: 'rejected' }))
      // The same is found again with every reading.
      if (found === before) return
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

const about = (type: string, name: string, event: object): AuditEvent => ({
  type,
  outcome: 'success',
  actor: ourselves,
  targets: [{ kind: 'flag', id: name }],
  event,
})
