import type { MonotonicClock } from '@sallyport/core'
import { nextTurn } from '@sallyport/core/node'
import type { Acknowledgement } from './audit-log.ts'
import { AuditLogError } from './audit-log-error.ts'
import { type Batch, batchOf, batchRoom, newScratch } from './batch.ts'
import type { Head } from './head.ts'
import { Intake, type WhenFull } from './intake.ts'
import type { Room } from './queue.ts'
import type { SegmentWriter } from './segment-writer.ts'
import type { Waiting } from './waiting.ts'

/** How events are written. */
export interface WriterOptions {
  readonly segments: SegmentWriter
  readonly segmentBytes: number
  readonly room: Room
  readonly whenFull: WhenFull
  readonly monotonic: MonotonicClock
  /** Makes the entry that says how many events found no room. */
  readonly gap: (dropped: number, reject: () => void) => Waiting
  readonly heard: WriterListener
}

/** Hears what becomes of events. Must not throw. */
export interface WriterListener {
  committed(batch: Batch): void
  /** The segment that begins with this entry gets no more lines. */
  sealed(first: number): void
  /** Events that did not become entries; `untold` of them to nobody who waits. */
  lost(error: AuditLogError, count: number, untold: number): void
  /** The disk has failed. */
  failed(error: unknown): void
  /** How long a batch took. */
  seconds(seconds: number): void
}

/**
 * `degraded`: the disk refused the last batch; the next one is tried. `failed`: and it could not be set
 * right; that is tried again now and then. `forked`: somebody else writes, so nothing is written any more.
 */
export type WriterState = 'open' | 'degraded' | 'failed' | 'forked' | 'closed'

const retryMs = 1_000

/** Writes what is queued, one batch at a time: the next one is what was queued meanwhile. */
export class Writer {
  readonly #options: WriterOptions
  readonly #intake: Intake
  readonly #scratch = newScratch()
  #state: WriterState = 'open'
  #isRunning = false
  #isEnded = false
  /** Why the disk did not take the last batch, and when it was last set right in vain. */
  #cause: unknown
  #triedAt: number | undefined
  #flushes: Flush[] = []

  constructor(options: WriterOptions) {
    this.#options = options
    this.#intake = new Intake(options)
  }

  get head(): Head {
    return this.#options.segments.head
  }

  get state(): WriterState {
    return this.#isEnded && this.#state !== 'forked' ? 'closed' : this.#state
  }

  /** Why it does not write, where it does not. */
  get cause(): unknown {
    return this.#cause
  }

  /** How much of the room is taken, from 0. */
  get fill(): number {
    return this.#intake.fill
  }

  get waiting(): number {
    return this.#intake.waiting
  }

  /** Writes an event down, or rejects it; it is told itself. */
  append(event: Waiting): void {
    const refusal = this.#closed() ?? this.#intake.offer(event)
    if (refusal) this.#refuse([event], refusal)
    else if (!this.#isRunning) {
      this.#isRunning = true
      // So that all whose requests came in this turn of the event loop are in the same batch.
      nextTurn(this.#run)
    }
  }

  #closed(): AuditLogError | undefined {
    if (this.state === 'forked') return this.#cause as AuditLogError
    return this.#isEnded ? new AuditLogError('closed', 'the log was closed') : undefined
  }

  /** Resolves when all that was appended is durable; rejects when some of it could not be written. */
  flush(): Promise<void> {
    const until = this.#intake.accepted
    if (this.#intake.taken >= until && !this.#isRunning) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#flushes.push({ until, resolve, reject })
    })
  }

  /** Takes no more events, and writes those that wait. */
  async end(): Promise<void> {
    this.#isEnded = true
    await this.flush()
  }

  readonly #run = async (): Promise<void> => {
    for (;;) {
      const events = this.#intake.take(batchRoom)
      if (events.length === 0) break
      await this.#attempt(events)
      this.#flushed()
      // So that those who were answered just now, and append again, are in the next batch.
      await new Promise<void>(nextTurn)
    }
    this.#isRunning = false
    this.#flushed()
  }

  async #attempt(events: readonly Waiting[]): Promise<void> {
    if (!(await this.#isReady())) return this.#fail(events, this.#refusal())
    const { segments, heard, monotonic } = this.#options
    const began = monotonic()
    const told = { written: false }
    try {
      await this.#rotate()
      const first = segments.head.frontier.size
      const make = (head: Head): Batch => batchOf(head, events, this.#scratch)
      const batch = await segments.commit(make, () => {
        told.written = true
        acknowledge(events, first, 'written')
      })
      this.#state = 'open'
      acknowledge(events, first, 'durable')
      heard.committed(batch)
      heard.seconds((monotonic() - began) / 1_000)
    } catch (error) {
      this.#cause = error
      heard.failed(error)
      await this.#mend()
      this.#fail(events, this.#refusal(error), told.written)
    }
  }

  async #rotate(): Promise<void> {
    const { segments, segmentBytes, heard } = this.#options
    const { segment, offset } = segments.head
    if (offset < segmentBytes) return
    await segments.rotate()
    heard.sealed(segment)
  }

  async #isReady(): Promise<boolean> {
    if (this.#state === 'forked') return false
    if (this.#state !== 'failed') return true
    const now = this.#options.monotonic()
    if (this.#triedAt !== undefined && now - this.#triedAt < retryMs) return false
    return this.#mend()
  }

  async #mend(): Promise<boolean> {
    if (isFork(this.#cause)) {
      this.#state = 'forked'
      return false
    }
    try {
      await this.#options.segments.mend()
      this.#state = 'degraded'
      return true
    } catch (error) {
      this.#cause = error
      this.#options.heard.failed(error)
      this.#state = isFork(error) ? 'forked' : 'failed'
      this.#triedAt = this.#options.monotonic()
      return false
    }
  }

  #refusal(cause: unknown = this.#cause): AuditLogError {
    if (this.#state === 'forked') return this.#cause as AuditLogError
    return new AuditLogError('not_written', 'the disk did not take it', { cause })
  }

  #fail(events: readonly Waiting[], error: AuditLogError, isWritten = false): void {
    for (const flush of this.#flushes) flush.error ??= error
    this.#refuse(events, error, isWritten)
  }

  /** Tells those who wait, and counts the others. */
  #refuse(events: readonly Waiting[], error: AuditLogError, isWritten = false): void {
    let untold = 0
    for (const event of events) {
      const isTold =
        event.acknowledge === 'durable' || (event.acknowledge === 'written' && !isWritten)
      if (isTold) event.reject(error)
      else untold++
      if (event.acknowledge === 'queued') event.resolve({ id: event.id })
    }
    this.#options.heard.lost(error, events.length, untold)
  }

  #flushed(): void {
    const settled = this.#intake.taken
    const done = this.#flushes.filter(({ until }) => until <= settled)
    if (done.length === 0) return
    this.#flushes = this.#flushes.filter(({ until }) => until > settled)
    for (const { resolve, reject, error } of done) error ? reject(error) : resolve()
  }
}

interface Flush {
  /** So many events must have left the queue. */
  readonly until: number
  readonly resolve: () => void
  readonly reject: (error: AuditLogError) => void
  error?: AuditLogError
}

const isFork = (error: unknown): boolean =>
  error instanceof AuditLogError && error.code === 'forked'

function acknowledge(events: readonly Waiting[], first: number, level: Acknowledgement): void {
  for (let at = 0; at < events.length; at++) {
    const event = events[at] as Waiting
    if (event.acknowledge === level) event.resolve({ seq: first + at, id: event.id })
  }
}
