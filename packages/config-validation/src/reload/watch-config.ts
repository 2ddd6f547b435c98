import { type Cancel, demandOptions, systemTimers, type Timers } from '@sallyport/core'
import { type FileWatch, watchFiles } from '@sallyport/core/node'
import { ConfigError } from '../config-error.ts'
import type { ConfigDefinition } from '../define-config.ts'
import {
  type Frozen,
  type LoadedConfig,
  type LoadOptions,
  loaded,
  loadOptions,
} from '../load-config.ts'
import { type ConfigChange, changeBetween } from './changed-paths.ts'
import {
  type ReloadJournal,
  type ReloadJournalOptions,
  type ReloadTrigger,
  reloadJournal,
} from './reload-journal.ts'
import { watchedPaths } from './watched-paths.ts'

/** What is loaded, and who hears when it is loaded again. */
export interface WatchConfigOptions extends LoadOptions, ReloadJournalOptions {
  /** Hears of a reload that found something wrong. @default `onError` */
  readonly onRejected?: (error: ConfigError) => void
  /** What tells of SIGHUP; false for none. @default process */
  readonly signals?: SignalSource | false
  /** How long to wait for a change of files to be complete. @default 50 */
  readonly debounceMs?: number
  /** @default the platform's */
  readonly timers?: Timers
}

/** As `process` is one. */
export interface SignalSource {
  on(signal: 'SIGHUP', run: () => void): unknown
  off(signal: 'SIGHUP', run: () => void): unknown
}

/** What came of a reload. */
export type ReloadResult =
  | ({ readonly ok: true } & ConfigChange)
  | { readonly ok: false; readonly reason: 'reload_rejected'; readonly error: ConfigError }

/** A configuration that follows its files. */
export interface WatchedConfig<T = unknown> {
  /** The last that was valid, frozen. The same object for as long as nothing is different. */
  readonly current: Frozen<T>
  /** Where the values of `current` came from. */
  readonly explain: LoadedConfig<T>['explain']
  /** Of the last valid loading. */
  readonly warnings: LoadedConfig<T>['warnings']
  /** Calls a listener after each change of `current`, until what it returns is called. */
  onChange(listener: (change: ConfigChange, current: Frozen<T>) => void): () => void
  /** Reads all layers again, now. Rejects only for what is a fault of the definition. */
  reload(): Promise<ReloadResult>
  /** Follows files and signals no more. `current` stays. */
  close(): void
  [Symbol.dispose](): void
}

/**
 * Loads a configuration, and again whenever one of its files or of its secrets' files (`NAME_FILE`) becomes
 * different, by Kubernetes' swap of links too, and on SIGHUP. Only what is valid as a whole takes the place of
 * what was. Never keeps a process alive. A process that listens to SIGHUP is not ended by it any more.
 *
 * @throws ConfigError for a configuration that is not valid to begin with.
 *
 * @example
 * ```ts
 * import { mkdtempSync, writeFileSync } from 'node:fs'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { defineConfig } from '@sallyport/config-validation'
 * import { watchConfig } from '@sallyport/config-validation/watch'
 * import * as z from 'zod'
 *
 * const cwd = mkdtempSync(join(tmpdir(), 'watched-config-'))
 * writeFileSync(join(cwd, 'config.json'), '{ "port": 3000 }')
 * const definition = defineConfig({ schema: z.object({ port: z.int() }), files: ['config.json'] })
 * const watched = watchConfig(definition, { cwd, env: {}, onRejected: () => {} })
 *
 * writeFileSync(join(cwd, 'config.json'), '{ "port": 8080 }')
 * await watched.reload()
 * console.log(watched.current) // prints: { port: 8080 }
 * writeFileSync(join(cwd, 'config.json'), '{ "port": "eighty" }')
 * const { ok } = await watched.reload()
 * console.log(ok, watched.current) // prints: false { port: 8080 }
 * watched.close()
 * ```
 */
export function watchConfig<T>(
  definition: ConfigDefinition<T>,
  options: WatchConfigOptions = {},
): WatchedConfig<T> {
  demandOptions('config-validation: watchConfig()', options, [
    ...loadOptions,
    ...['audit', 'metrics', 'onError', 'onRejected', 'signals', 'debounceMs', 'timers'],
  ])
  const watched = new Watched(definition, options)
  watched.begin()
  return watched
}

/** How long to wait before folders that could not be watched are tried again. */
const retryMs = 5_000

class Watched<T> implements WatchedConfig<T> {
  readonly #definition: ConfigDefinition<T>
  readonly #options: WatchConfigOptions
  readonly #journal: ReloadJournal
  readonly #timers: Timers
  readonly #files: FileWatch
  readonly #listeners = new Set<(change: ConfigChange, current: Frozen<T>) => void>()
  readonly #atStart: Frozen<T>
  #loaded: LoadedConfig<T>
  #isClosed = false
  /** What the last rejection said: the same is found again with every reading. */
  #told = ''
  #last: Promise<unknown> = Promise.resolve()
  #retry: Cancel = () => {}

  constructor(definition: ConfigDefinition<T>, options: WatchConfigOptions) {
    const { timers = systemTimers, debounceMs = 50 } = options
    this.#definition = definition
    this.#options = options
    this.#timers = timers
    this.#journal = reloadJournal(options)
    this.#files = watchFiles(
      {
        changed: () => this.#follow('file'),
        lost: (error) => this.#lose(error),
        restored: () => {},
      },
      { debounceMs, timers },
    )
    this.#loaded = loaded(definition, options)
    this.#atStart = this.#loaded.config
  }

  begin(): void {
    const { signals = process } = this.#options
    this.#journal.started()
    if (signals !== false) signals.on('SIGHUP', this.#signalled)
    // What was changed between the first loading and the first watch, nobody repeats.
    this.#follow('file')
  }

  get current(): Frozen<T> {
    return this.#loaded.config
  }
  get explain(): LoadedConfig<T>['explain'] {
    return this.#loaded.explain
  }
  get warnings(): LoadedConfig<T>['warnings'] {
    return this.#loaded.warnings
  }

  onChange(listener: (change: ConfigChange, current: Frozen<T>) => void): () => void {
    if (typeof listener !== 'function') {
      throw new TypeError(`config-validation: onChange() needs a function, got ${typeof listener}`)
    }
    const own: typeof listener = (change, current) => listener(change, current)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  reload(): Promise<ReloadResult> {
    return this.#queue('call')
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    const { signals = process } = this.#options
    if (signals !== false) signals.off('SIGHUP', this.#signalled)
    this.#files.close()
    this.#retry()
    this.#listeners.clear()
  }
  [Symbol.dispose](): void {
    this.close()
  }

  readonly #signalled = (): void => this.#follow('signal')

  #follow(trigger: ReloadTrigger): void {
    this.#queue(trigger).catch((error: unknown) => this.#journal.tell(error))
  }

  /** One after the other: two at once could leave the older of two readings as the newer. */
  #queue(trigger: ReloadTrigger): Promise<ReloadResult> {
    const result = this.#last.then(() => this.#reload(trigger))
    this.#last = result.catch(() => {})
    return result
  }

  async #reload(trigger: ReloadTrigger): Promise<ReloadResult> {
    try {
      await this.#watch()
      if (this.#isClosed && trigger !== 'call') return unchanged
      return this.#take(loaded(this.#definition, this.#options), trigger)
    } catch (error) {
      if (error instanceof ConfigError) return this.#reject(error, trigger)
      throw error
    }
  }

  /** Before each reading: what is read is being watched by then. */
  async #watch(): Promise<void> {
    try {
      for (let times = 0; times < 3; times++) {
        const paths = watchedPaths(this.#definition, this.#options)
        if (!(await this.#files.renew(paths))) return
      }
    } catch (error) {
      this.#lose(error)
    }
  }

  #lose(error: unknown): void {
    if (this.#isClosed) return
    this.#journal.tell(error)
    this.#retry()
    this.#retry = this.#timers.after(retryMs, () => this.#follow('file'))
  }

  #take(loaded: LoadedConfig<T>, trigger: ReloadTrigger): ReloadResult {
    const { plan } = this.#definition
    const change = changeBetween(this.current, loaded.config, plan)
    this.#told = ''
    if (change.changed.length === 0) {
      this.#loaded = { ...loaded, config: this.current }
      this.#journal.unchanged(trigger)
      return unchanged
    }
    this.#loaded = loaded
    const { needsRestart } = changeBetween(this.#atStart, loaded.config, plan)
    this.#journal.changed(change, trigger, needsRestart.length)
    for (const listener of [...this.#listeners]) {
      // One before it may have taken it off, or closed.
      if (!this.#listeners.has(listener)) continue
      this.#journal.contained(() => listener(change, loaded.config))
    }
    return { ok: true, ...change }
  }

  #reject(error: ConfigError, trigger: ReloadTrigger): ReloadResult {
    const { onRejected = (rejected: ConfigError) => this.#journal.tell(rejected) } = this.#options
    // Whoever sends a signal waits for an answer.
    if (trigger === 'signal' || this.#told !== error.message) {
      this.#told = error.message
      this.#journal.rejected(error, trigger)
      this.#journal.contained(() => onRejected(error))
    }
    return { ok: false, reason: 'reload_rejected', error }
  }
}

const unchanged: ReloadResult = Object.freeze({
  ok: true,
  changed: Object.freeze([]),
  needsRestart: Object.freeze([]),
})
