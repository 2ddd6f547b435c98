import type { Cancel, Check, Random } from '@sallyport/core'
import type { CheckSettings } from './check-options.ts'
import { type Belief, believe } from './hysteresis.ts'
import { type Judgement, judge } from './judge.ts'
import { safeDetail, safeText } from './redact.ts'
import type { CheckReport } from './report.ts'
import { type Outcome, type Run, type RunTime, runCheck } from './run-check.ts'

/** What a probe tells the time by, and whom it tells of what it heard. */
export interface ProbeContext extends RunTime {
  readonly random: Random
  /** After each outcome. */
  heard(probe: Probe, outcome: Outcome): void
}

/** More than so many askings that were never answered, and it is asked seldom. */
const mostUnsettled = 3
const seldomMs = 30_000

/** A check, asked by many and run by one. */
export class Probe {
  readonly name: string
  readonly settings: CheckSettings
  readonly #check: Check
  readonly #context: ProbeContext
  #belief: Belief | undefined
  #last: Outcome | undefined
  #running: Promise<void> | undefined
  #unsettled = 0
  #begun = Number.NEGATIVE_INFINITY
  #next: Cancel | undefined
  #isStopped = false
  /** Whether it was up once. */
  wasUp = false

  constructor(name: string, check: Check, settings: CheckSettings, context: ProbeContext) {
    this.name = name
    this.settings = settings
    this.#check = check
    this.#context = context
    if (settings.everyMs !== undefined) this.#round(settings.everyMs)
  }

  /** Whether what is known still holds. */
  isFresh(now: number): boolean {
    const { cacheMs, everyMs } = this.settings
    if (this.#last === undefined) return false
    return everyMs !== undefined || now - this.#last.heard < cacheMs
  }

  /** Asks, unless somebody is asking already: then that answer is everybody's. */
  ask(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** How it is, of what is known. */
  judge(now: number, inGrace: boolean): Judgement {
    return judge({ belief: this.#belief, last: this.#last }, this.settings, { now, inGrace })
  }

  report(now: number, inGrace: boolean): CheckReport {
    const { critical, tags } = this.settings
    const last = this.#last
    return {
      name: this.name,
      ...this.judge(now, inGrace),
      critical,
      tags,
      ...(last && { at: last.at, durationMs: last.durationMs }),
      ...(last?.message !== undefined && { message: safeText(last.message) }),
      ...(last?.detail !== undefined && { detail: safeDetail(last.detail) }),
    }
  }

  stop(): void {
    this.#isStopped = true
    this.#next?.()
  }

  async #run(): Promise<void> {
    const { monotonic } = this.#context
    const now = monotonic()
    // A check that never lets go must not be begun without end.
    if (this.#unsettled >= mostUnsettled && now - this.#begun < seldomMs) {
      this.#take({ ...(this.#last as Outcome), ok: false, timedOut: true, heard: now })
      return
    }
    this.#begun = now
    this.#unsettled++
    const run: Run = runCheck(this.#check, this.settings.timeoutMs, this.#context)
    run.settled.then(() => {
      this.#unsettled--
    })
    this.#take(await run.outcome)
  }

  // Runs of one probe follow each other, so that no older outcome can come after a newer one.
  #take(outcome: Outcome): void {
    if (this.#isStopped) return
    this.#last = outcome
    this.#belief = believe(this.#belief, outcome.ok, this.settings)
    this.wasUp ||= this.#belief.up
    this.#context.heard(this, outcome)
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
