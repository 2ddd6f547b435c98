import {
  type AuditParty,
  type AuditSink,
  type CheckResult,
  type Clock,
  type MetricsSink,
  systemClock,
  type Timers,
} from '@sallyport/core'
import type { ControlsEvent } from './board.ts'
import type { ChangeDenial } from './catalog.ts'
import { checkedDefinition } from './checked-definition.ts'
import { demandControls, demandSet } from './checked-options.ts'
import { type Details, detailsAt } from './details.ts'
import { engineOf } from './engine.ts'
import type { Definition, FlagValue, ValueOf, ValuesOf } from './flag.ts'
import { checkOf } from './link-check.ts'
import { valuesAt } from './snapshot.ts'
import type { ControlsSource } from './source.ts'

/** Who sets a flag, why, and for how long. */
export interface SetOptions {
  /** Who sets it, for the record; the source keeps the id, of 1 to 200 characters. */
  readonly actor: AuditParty
  /** 1 to 1,000 characters. */
  readonly why: string
  /** After this time it becomes what it was before. At most 366 days. @default it stays */
  readonly forMs?: number
}

/** What came of setting a flag. */
export type SetResult =
  | {
      readonly ok: true
      readonly from: FlagValue
      readonly to: FlagValue
      /** When it is undone, in milliseconds since the epoch. */
      readonly until?: number
    }
  | {
      readonly ok: false
      readonly reason: ChangeDenial
      /** What is wrong, for whoever set it. */
      readonly message: string
    }

/** Flags of a running service. */
export interface Controls<D extends Definition = Definition> {
  readonly definition: D
  /**
   * What every flag holds now: frozen, and replaced when something changes. Read it anew each time
   * (`flags.current.verbose_logging`); nothing is asked for it.
   */
  readonly current: ValuesOf<D>
  /** What a flag holds, and why. Never throws: one that there is not holds `fallback`. */
  details<N extends keyof D & string>(name: N): Details<ValueOf<D[N]>>
  details<V extends FlagValue>(name: string, fallback: V): Details<FlagValue | V>
  /**
   * Sets a flag, for all who have the same source. Rejects when the source fails; whether it was set
   * is then what the next reading shows.
   */
  set<N extends keyof D & string>(
    name: N,
    value: ValueOf<D[N]>,
    options: SetOptions,
  ): Promise<SetResult>
  /** Tells of changes, whoever made them, after `current` has them; returns how to stop that. */
  onChange(listener: (event: ControlsEvent) => void): () => void
  /** Resolves when the source has been asked for the first time, with what `check` says. */
  ready(): Promise<CheckResult>
  /** How it stands with the source. Never `ok: false`: the last known values hold. A core `Check`. */
  check(): CheckResult
  /** Reads the source now. */
  refresh(): Promise<CheckResult>
  /** Stops listening, reading and undoing. `current` stays as it is. */
  close(): void
}

/** How {@link controls} works. */
export interface ControlsOptions<D extends Definition> {
  readonly definition: D
  /** Where values are kept. @default settingsSource(), in this process */
  readonly source?: ControlsSource
  /** How often the source is read though it told of nothing. @default 30_000 */
  readonly pollMs?: number
  /** How long the source may take to answer. @default 5_000 */
  readonly timeoutMs?: number
  /** @default records nothing */
  readonly audit?: AuditSink
  /** @default counts nothing */
  readonly metrics?: MetricsSink
  /** Hears what the source, a sink or a listener threw. @default prints to stderr */
  readonly onError?: (error: unknown) => void
  /** @default the machine's */
  readonly clock?: Clock
  /** @default the platform's */
  readonly timers?: Timers
}

/**
 * Flags that are read at the cost of a property, and changed while the service runs: checked, recorded,
 * for all instances, and for a time where that is asked. A source that is down changes nothing.
 *
 * @throws TypeError or RangeError for a definition or an option that cannot be.
 *
 * @example
 * ```ts
 * import { controls, operationalFlags } from '@sallyport/controls'
 *
 * const flags = controls({ definition: operationalFlags })
 * const ada = { kind: 'user', id: 'ada' }
 * await flags.set('verbose_logging', true, { actor: ada, why: 'ticket 7', forMs: 15 * 60_000 })
 * console.log(flags.current.verbose_logging) // prints: true
 * console.log(flags.details('verbose_logging').reason) // prints: temporary
 * flags.close()
 * ```
 */
export function controls<const D extends Definition>(options: ControlsOptions<D>): Controls<D> {
  demandControls(options)
  const definition = checkedDefinition(options.definition)
  const { clock = systemClock } = options
  // A property and no getter: what reads it in a hot path pays for nothing else.
  const shown = { current: valuesAt(definition, new Map(), 0) }
  const { board, link, journal, set, close } = engineOf(definition, options, (values) => {
    shown.current = values
  })
  const check = (): CheckResult => checkOf(link.status)
  const first = link.refresh()
  const details = (name: string, fallback?: FlagValue): Details => {
    const flag = Object.hasOwn(definition, name) ? definition[name] : undefined
    if (flag !== undefined) {
      return detailsAt(flag, board.entries.get(name), clock(), board.isStale && link.status.loaded)
    }
    journal.unknownRead()
    return { value: fallback as FlagValue, reason: 'unknown' }
  }
  return Object.assign(shown, {
    definition,
    details: details as Controls<D>['details'],
    async set(name: string, value: FlagValue, given: SetOptions): Promise<SetResult> {
      demandSet(given)
      const { actor, why, forMs } = given
      return set({ name, value, actor, why, forMs })
    },
    onChange: board.onChange,
    ready: () => first.then(check),
    check,
    refresh: () => link.refresh().then(check),
    close,
  })
}
