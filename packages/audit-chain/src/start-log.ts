import { coreMetrics } from '@sallyport/core'
import type { Appended } from './audit-log.ts'
import { AuditLogError, type AuditLogFailure } from './audit-log-error.ts'
import { auditMetrics } from './audit-metrics.ts'
import { auditEvents } from './catalog.ts'
import type { Checkpointer } from './checkpointer.ts'
import type { Disk } from './disk.ts'
import { fencedDisk } from './fenced-disk.ts'
import { segmentPath } from './layout.ts'
import { openCheckpointer } from './open-checkpointer.ts'
import { type EventReader, eventReader } from './read-event.ts'
import { type Recovered, recover } from './recover.ts'
import { SegmentWriter } from './segment-writer.ts'
import type { Settings } from './settings.ts'
import type { Waiting } from './waiting.ts'
import { Writer, type WriterListener } from './writer.ts'

/** Where a log is, and the right to write it. */
export interface LogPlace {
  readonly disk: Disk
  /** Whether nobody else has taken that right. */
  isOurs(): boolean
  /** Gives it up. */
  release(): Promise<void>
}

/** A log that takes events. */
export interface StartedLog {
  /** Can only be read when somebody else writes the log. */
  readonly disk: Disk
  readonly writer: Writer
  readonly checkpointer: Checkpointer
  readonly read: EventReader
  /** As it was found. */
  readonly recovered: Recovered
  /** Writes what waits, signs a last checkpoint and gives up the right to write, whatever fails of it. */
  end(): Promise<void>
}

/** Finds out where a log stands, and goes on from there. */
export async function startLog(
  place: LogPlace,
  settings: Settings,
  sealed: (disk: Disk, first: number) => Promise<void>,
): Promise<StartedLog> {
  const { origin, verifiers, metrics } = settings
  const recovered = await recover(place.disk, { origin, verifiers })
  // The writer comes last, and the fence asks it.
  let writer: Writer | undefined
  const disk = fencedDisk(place.disk, () => demandOurs(place, writer))
  const { head } = recovered
  const file = await place.disk.open(segmentPath(head.segment), 'write')
  // Last of what can fail: it has timers.
  const checkpointer = await continued(disk, recovered, settings).catch(async (error) => {
    await file.close().catch(settings.onError)
    throw error
  })
  const segments = new SegmentWriter({ disk: place.disk, head, file, isOurs: place.isOurs })
  const read = eventReader(settings)
  let indexing = Promise.resolve()
  const heard = listener(settings, {
    committed: (batch) => {
      checkpointer.committed(batch)
      metrics.add(auditMetrics.appended, batch.leaves.length)
      metrics.set(auditMetrics.queueEntries, writer?.waiting ?? 0)
    },
    sealed: (first) => {
      indexing = indexing.then(() => sealed(disk, first))
    },
  })
  const gap = (dropped: number, reject: () => void): Waiting => gapEntry(read, dropped, reject)
  writer = new Writer({ ...settings, segments, gap, heard })
  const end = ending([
    () => writer.end(),
    () => checkpointer.close(),
    () => segments.close(),
    () => indexing,
    () => place.release(),
  ])
  return { disk, writer, checkpointer, read, recovered, end }
}

function demandOurs(place: LogPlace, writer: Writer | undefined): void {
  if (writer?.state !== 'forked' && place.isOurs()) return
  if (writer?.state === 'closed') throw new AuditLogError('closed', 'the log was closed')
  throw new AuditLogError('forked', 'another process writes the log')
}

function continued(
  disk: Disk,
  { head, signed, stored, unsigned }: Recovered,
  settings: Settings,
): Promise<Checkpointer> {
  const { checkpoints: schedule, anchors, ...others } = settings
  return openCheckpointer(disk, {
    ...others,
    ...(schedule && { schedule }),
    ...(anchors && { anchors }),
    head,
    ...(stored && { signed: { text: stored.text, frontier: signed.frontier } }),
    replayed: {
      leaves: unsigned.flatMap(({ leaves }) => leaves),
      nodes: unsigned.flatMap(({ nodes }) => nodes),
    },
  })
}

const reasons: Readonly<Partial<Record<AuditLogFailure, 'full' | 'not_written' | 'closed'>>> = {
  full: 'full',
  closed: 'closed',
}

/** Counts and tells what becomes of events. What a sink throws must not stop the writer. */
function listener(
  { metrics, onError }: Settings,
  { committed, sealed }: Pick<WriterListener, 'committed' | 'sealed'>,
): WriterListener {
  const contained =
    <A extends readonly unknown[]>(run: (...args: A) => void) =>
    (...args: A): void => {
      try {
        run(...args)
      } catch (error) {
        onError(error)
      }
    }
  return {
    committed: contained(committed),
    sealed: contained(sealed),
    lost: contained((error, count, untold) => {
      metrics.add(auditMetrics.dropped, count, { reason: reasons[error.code] ?? 'not_written' })
      if (untold === 0) return
      metrics.add(coreMetrics.dropped, untold, { sink: 'audit' })
      onError(error)
    }),
    failed: onError,
    seconds: contained((seconds) => metrics.observe(auditMetrics.commitDuration, seconds)),
  }
}

function gapEntry(read: EventReader, dropped: number, reject: () => void): Waiting {
  const { draft, id, time } = read(
    { type: auditEvents.gap.type, outcome: 'error', event: { dropped } },
    'system',
    true,
  )
  const resolve: (appended: Appended) => void = () => {}
  return { draft, id, time, bytes: draft.bytes, acknowledge: 'durable', resolve, reject }
}

/** Takes each of these steps, whatever the one before did; rejects with the first error. */
function ending(steps: readonly (() => Promise<void>)[]): () => Promise<void> {
  let ended: Promise<void> | undefined
  const end = async (): Promise<void> => {
    const errors: unknown[] = []
    for (const step of steps) {
      try {
        await step()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }
  return () => {
    ended ??= end()
    return ended
  }
}
