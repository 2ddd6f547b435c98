import type { Cancel, Check, Random } from '@sallyport/core'
import type { CheckSettings } from './check-options.ts'
import { believe } from './hysteresis.ts'
import { judge, type Known, type Moment } from './judge.ts'
import type { CheckReport } from './report.ts'
import { type Outcome, type RunTime, runCheck } from './run-check.ts'

/** What a probe tells the time by, and whom it tells of what it heard. */
export interface ProbeContext extends RunTime {
  readonly random: Random
  /** After each run, and where there was to be one. Never throws. */
  heard(name: string, outcome?: Outcome): void
}

/** With so many askings that were never answered, it is asked seldom. */
const mostUnsettled = 3
const seldomMs = 30_000

/** A check, asked by many and run by one. */
export class Probe {
  readonly name: string
  readonly settings: CheckSettings
  readonly #check: Check
  readonly #context: ProbeContext
  #known: Known | undefined
  #wasUp = false
  #running: Promise<void> | undefined
  #unsettled = 0
  #begun = 0
  #next: Cancel | undefined
  #isStopped = false

  constructor(name: string, check: Check, settings: CheckSettings, context: ProbeContext) {
    this.name = name
    this.settings = settings
    this.#check = check
    this.#context = context
    if (settings.everyMs !== undefined) void this.#round(settings.everyMs)
  }

  /** Whether it was up once. */
  get wasUp(): boolean {
    return this.#wasUp
  }

  /** Whether anything is known of it. */
  get wasHeard(): boolean {
    return this.#known !== undefined
  }

  /** Whether what is known still holds. */
  isFresh(now: number): boolean {
    const { cacheMs, everyMs } = this.settings
    if (this.#known === undefined) return false
    return everyMs !== undefined || now - this.#known.last.heard < cacheMs
  }

  /** Asks, unless somebody is asking already: then that answer is everybody's. Never rejects. */
  ask(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** How it is, of what is known. */
  report(moment: Moment): CheckReport {
    const { critical, tags } = this.settings
    const judgement = judge(this.#known, this.settings, moment)
    return { name: this.name, ...judgement, critical, tags, ...this.#known?.last.shown }
  }

  /** Asks no more by itself, and what is still asked is no news to anybody. */
  stop(): void {
    this.#isStopped = true
    this.#next?.()
  }

  async #run(): Promise<void> {
    // Nobody's code runs before the one who asks has the promise: a check may ask for the report it is
    // part of, or use what is only made after it was registered.
    await undefined
    const now = this.#context.monotonic()
    // A check that never lets go must not be begun without end.
    if (this.#unsettled >= mostUnsettled && now - this.#begun < seldomMs) {
      if (this.#known !== undefined) {
        this.#believe({ ...this.#known.last, ok: false, heard: now })
        this.#context.heard(this.name)
      }
      return
    }
    this.#begun = now
    this.#unsettled++
    const run = runCheck(this.#check, this.settings.timeoutMs, this.#context)
    // One that lets go again is trusted again: those that never will are counted no longer.
    void run.settled.then(() => {
      this.#unsettled = 0
    })
    const outcome = await run.outcome
    // Whoever still waits for it reports what it said.
    this.#believe(outcome)
    if (!this.#isStopped) this.#context.heard(this.name, outcome)
  }

  // Runs of one probe follow each other, so that no older outcome can come after a newer one.
  #believe(last: Outcome): void {
    const belief = believe(this.#known?.belief, last.ok, this.settings)
    this.#known = { belief, last }
    this.#wasUp ||= belief.up
  }

  // The pause is drawn anew each time, so that a hundred checks do not come to ask together.
  async #round(everyMs: number): Promise<void> {
    const { timers, random } = this.#context
    await this.ask()
    if (this.#isStopped) return
    const [chance = 0] = random(1)
    const pause = everyMs * (0.9 + (0.2 * chance) / 255)
    this.#next = timers.after(pause, () => void this.#round(everyMs))
  }
}
