import type { WorkerRefusal } from './catalog.ts'
import { listen, post, type WorkerChannel } from './channel.ts'
import { type Merge, type Source, silent } from './merge.ts'
import { type Answer, isMarked, marked } from './messages.ts'
import { takeStanding } from './take-standing.ts'

/** What a link tells. */
export interface LinkNotes {
  refused(reason: WorkerRefusal): void
  gone(channel: WorkerChannel): void
}

interface Pending {
  readonly answered: Promise<void>
  settle(): void
}

function pending(): Pending {
  let settle = (): void => {}
  const answered = new Promise<void>((resolve) => {
    settle = resolve
  })
  return { answered, settle }
}

/** One worker, as its primary knows it. */
export class WorkerLink {
  readonly source: Source = silent()
  readonly #channel: WorkerChannel
  readonly #merge: Merge
  readonly #most: number
  readonly #notes: LinkNotes
  readonly #stop: () => void
  #metrics: number | undefined
  #report: number | undefined
  #fresh = true
  #since = Number.MIN_SAFE_INTEGER
  #asked = 0
  #pending: Pending | undefined
  #isResting = false

  constructor(channel: WorkerChannel, merge: Merge, most: number, notes: LinkNotes) {
    this.#channel = channel
    this.#merge = merge
    this.#most = most
    this.#notes = notes
    this.#stop = listen(channel, {
      heard: (message) => this.#hear(message),
      gone: () => this.#end(),
    })
    post(channel, marked({ who: true }))
  }

  /** It was taken out, and may be added again. */
  get isResting(): boolean {
    return this.#isResting
  }

  /** Nothing was heard of it yet. */
  get isSilent(): boolean {
    return this.#metrics === undefined
  }

  /** It was asked, and has not answered. */
  get isLate(): boolean {
    return this.#pending !== undefined
  }

  /** Ends when it has answered, or is gone. One that has not answered yet is not asked again. */
  ask(): Promise<void> | undefined {
    if (this.#metrics === undefined || this.#isResting) return undefined
    if (this.#pending !== undefined) return this.#pending.answered
    const made = pending()
    this.#pending = made
    const [ask, source] = [++this.#asked, this.#metrics]
    post(this.#channel, marked({ ask, source, fresh: this.#fresh, since: this.#since }))
    return made.answered
  }

  /** Neither asks nor hears it. What it has counted stays its own, so that it does not count twice later. */
  rest(): void {
    this.#isResting = true
    this.#fresh = true
    this.#settle()
    this.#merge.rest(this.source)
  }

  /** Asks it again, and for everything. */
  wake(): void {
    if (!this.#isResting) return
    this.#isResting = false
    post(this.#channel, marked({ who: true }))
    // Not only for the next page: its last words may come before that.
    void this.ask()
  }

  /** Hears it no longer. What it has counted stays. */
  close(): void {
    this.#stop()
    this.#settle()
    this.#merge.drop(this.source)
    this.#metrics = undefined
  }

  #end(): void {
    this.close()
    this.#notes.gone(this.#channel)
  }

  #settle(): void {
    this.#pending?.settle()
    this.#pending = undefined
  }

  #hear(message: unknown): void {
    try {
      if (this.#isResting || !isMarked(message)) return
      const { hello, report } = message
      if (typeof hello === 'number' && typeof report === 'number') this.#greet(hello, report)
      else if ('answer' in message)
        this.#answer(message as Readonly<Record<string, unknown>> & Answer)
      else this.#notes.refused('malformed')
    } catch {
      this.#fresh = true
      this.#notes.refused('malformed')
      // It has answered, whatever it was: without this it would never be asked again.
      this.#settle()
    }
  }

  /** Other metrics in the same worker are other counters: those of before stay as they were. */
  #greet(metrics: number, report: number): void {
    if (this.#metrics === metrics && this.#report === report) return
    if (this.#metrics !== undefined && this.#metrics !== metrics) this.#merge.drop(this.source)
    this.#metrics = metrics
    this.#report = report
    this.#fresh = true
    this.#settle()
  }

  #answer(said: Answer): void {
    const isLast = said.answer === 0 && (said.fresh === true || !this.#fresh)
    const isAnswer = this.#pending !== undefined && said.answer === this.#asked
    if (said.source !== this.#metrics || !(isLast || isAnswer)) {
      this.#notes.refused('unasked')
      return
    }
    const refusal =
      isLast || said.fresh === this.#fresh
        ? takeStanding(this.#merge, this.source, said, this.#most)
        : 'malformed'
    this.#fresh = refusal !== undefined
    if (refusal !== undefined) this.#notes.refused(refusal)
    else for (const { at } of said.exemplars) this.#since = Math.max(this.#since, at)
    this.#settle()
  }
}
