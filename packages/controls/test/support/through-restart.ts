// real time: what is waited for is a turn of the event loop, not a moment.
import { setImmediate as turn } from 'node:timers/promises'
import { type ControlsSource, controls, operationalFlags } from '@sallyport/controls'
import { expect } from 'vitest'
import { ada } from './opened.ts'
import { becomes, type Flags } from './three-instances.ts'

/** A server that keeps what it was told when it is stopped and started. */
export interface Restartable {
  down(): Promise<void>
  /** Resolves when the clients of the sources are connected, too. */
  up(): Promise<void>
}

const rate = ({ current }: Flags): number => current.rate_limit_per_minute

/**
 * While their server is away, and one of three instances makes changes all the time, all three keep what was known, and
 * say that it is old. A change made when the server is back is seen by all.
 */
export async function knownThroughRestart(
  sources: readonly ControlsSource[],
  server: Restartable,
): Promise<void> {
  const all = sources.map((source) =>
    controls({ definition: operationalFlags, source, onError: () => {} }),
  )
  const [first, second] = all as [Flags, Flags, Flags]
  let load: Load | undefined
  try {
    await first.set('rate_limit_per_minute', 60, ada)
    await Promise.all(all.map((flags) => becomes(flags, () => rate(flags) === 60)))
    load = changing(second, all)

    await server.down()
    for (const flags of all) {
      expect(await flags.refresh()).toMatchObject({ ok: true, degraded: true })
      expect(flags.details('rate_limit_per_minute')).toMatchObject({ value: 60, reason: 'stale' })
    }
    await expect(first.set('maintenance_mode', true, ada)).rejects.toThrow()
    await server.up()
    const seen = all.map((flags) => becomes(flags, () => rate(flags) === 70))
    await first.set('rate_limit_per_minute', 70, ada)
    await Promise.all(seen)

    const { rates, made, refused } = await load.end()
    expect([60, 70]).toEqual(expect.arrayContaining([...rates]))
    expect([made > 0, refused > 0]).toEqual([true, true])
    for (const flags of all) {
      expect(await flags.refresh()).toMatchObject({ ok: true })
      expect(flags.details('rate_limit_per_minute')).toMatchObject({ value: 70, reason: 'source' })
      expect(flags.current.maintenance_mode).toBe(false)
    }
  } finally {
    await load?.end()
    for (const { close } of all) close()
  }
}

interface Met {
  readonly rates: ReadonlySet<number>
  readonly made: number
  readonly refused: number
}
interface Load {
  end(): Promise<Met>
}

/** Changes a flag by one instance without a pause, and looks at another flag on all of them. */
function changing(by: Flags, all: readonly Flags[]): Load {
  const met = { rates: new Set<number>(), made: 0, refused: 0 }
  let isOver = false
  const run = async (): Promise<Met> => {
    while (!isOver) {
      for (const flags of all) met.rates.add(rate(flags))
      // A client that is not connected refuses at once: nothing else would have its turn.
      await turn()
      await by.set('verbose_logging', !by.current.verbose_logging, ada).then(
        () => met.made++,
        () => met.refused++,
      )
    }
    return met
  }
  const running = run()
  return {
    end() {
      isOver = true
      return running
    },
  }
}
