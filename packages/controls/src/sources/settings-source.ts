import type { ControlsSource, SourceListener, StoredFlags } from '../source.ts'
import { shown } from '../value-fault.ts'

/**
 * Keeps values in this process: those of settings read at its start, and what is set since. A restart
 * begins anew. The source of `controls()` where none is given.
 *
 * @param settings - Values by the names of flags.
 *
 * @example
 * ```ts
 * import { controls, operationalFlags, settingsSource } from '@sallyport/controls'
 *
 * const config = { operational: { rate_limit_per_minute: 60 } }
 * const flags = controls({
 *   definition: operationalFlags,
 *   source: settingsSource(config.operational),
 * })
 * await flags.ready()
 * console.log(flags.details('rate_limit_per_minute')) // prints: { value: 60, reason: 'source' }
 * flags.close()
 * ```
 */
export function settingsSource(settings: StoredFlags = {}): Required<ControlsSource> {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new TypeError(`controls: "settings" must be values by name, got ${shown(settings)}`)
  }
  let version = 0
  let flags = structuredClone(settings)
  const listeners = new Set<SourceListener>()
  return {
    read: () => ({ version: `${version}`, flags: structuredClone(flags) }),
    write(next, expected) {
      if (`${version}` !== expected) return false
      version++
      flags = structuredClone(next)
      for (const { changed } of [...listeners]) changed()
      return true
    },
    watch(listener) {
      const own = { ...listener }
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  }
}
