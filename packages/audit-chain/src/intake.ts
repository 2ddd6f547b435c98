import { AuditLogError } from './audit-log-error.ts'
import { Queue, type Room } from './queue.ts'
import type { Waiting } from './waiting.ts'

/** What becomes of an event that finds no room. */
export type WhenFull = 'reject' | 'wait' | 'drop'

/** How events are taken in. */
export interface IntakeOptions {
  readonly room: Room
  readonly whenFull: WhenFull
  readonly gap: (dropped: number, reject: () => void) => Waiting
}

/** What waits for the disk, in order, and what becomes of that for which there is no room. */
export class Intake {
  readonly #options: IntakeOptions
  readonly #queue: Queue<Waiting>
  /** What waits for room. Its makers wait too, so that it grows no longer than they are many. */
  #later: Waiting[] = []
  #dropped = 0
  #accepted = 0
  #taken = 0

  constructor(options: IntakeOptions) {
    this.#options = options
    this.#queue = new Queue(options.room)
  }

  /** How many events there have been for which there was, or is to be, room. */
  get accepted(): number {
    return this.#accepted
  }

  /** How many of them are not here any more. */
  get taken(): number {
    return this.#taken
  }

  get waiting(): number {
    return this.#accepted - this.#taken
  }

  get fill(): number {
    return this.#queue.fill
  }

  /** Takes it in; or says why not. */
  offer(event: Waiting): AuditLogError | undefined {
    const { whenFull, room } = this.#options
    const isIn = this.#later.length === 0 && this.#queue.takes(event)
    if (isIn) this.#push(event)
    else if (whenFull === 'wait') this.#later.push(event)
    else {
      if (whenFull === 'drop') this.#dropped++
      return new AuditLogError(
        'full',
        `${this.#queue.entries} events wait for the disk, and ${room.entries} may, with ${room.bytes} bytes`,
      )
    }
    this.#accepted++
    return undefined
  }

  /** The next events to be written. */
  take(most: Room): readonly Waiting[] {
    const events = this.#queue.take(most)
    if (events.length === 0) return events
    this.#taken += events.length
    // Before all that comes later, so that it stands where events are missing.
    if (this.#dropped > 0) this.#tellGap()
    this.#admit()
    return events
  }

  #tellGap(): void {
    const dropped = this.#dropped
    const again = (): void => {
      this.#dropped += dropped
    }
    let gap: Waiting
    try {
      gap = this.#options.gap(dropped, again)
    } catch {
      // A clock that throws: what waits is written all the same, and this is tried with the next batch.
      return
    }
    this.#dropped = 0
    this.#accepted++
    this.#push(gap)
  }

  #admit(): void {
    let count = 0
    for (const event of this.#later) {
      if (!this.#queue.takes(event)) break
      this.#push(event)
      count++
    }
    if (count > 0) this.#later = this.#later.slice(count)
  }

  #push(event: Waiting): void {
    this.#queue.push(event)
    if (event.acknowledge === 'queued') event.resolve({ id: event.id })
  }
}
