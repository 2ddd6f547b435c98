import { type Controls, type ControlsSource, controls, operationalFlags } from '@sallyport/controls'
import { expect } from 'vitest'
import { type Operational, user } from './opened.ts'

export type Flags = Controls<Operational>

/** A flag set on one of three instances is seen by all, and what all three set at once is not lost. */
export async function seenByAll(sources: readonly ControlsSource[]): Promise<void> {
  // So that what is seen in a test's time was heard of.
  const all = sources.map((source) =>
    controls({ definition: operationalFlags, source, pollMs: 3_600_000, onError: () => {} }),
  )
  try {
    await Promise.all(all.map(listening))
    const [first, second] = all as [Flags, Flags, Flags]
    const seen = all.map((flags) => becomes(flags, ({ maintenance_mode }) => maintenance_mode))
    await second.set('maintenance_mode', true, { actor: user('ada'), why: 'a new disk' })
    await Promise.all(seen)
    expect(first.details('maintenance_mode')).toMatchObject({ value: true, by: 'ada' })

    const results = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        all[i % 3]?.set('rate_limit_per_minute', i + 1_000, { actor: user(`w${i}`), why: 'race' }),
      ),
    )
    const froms = results.map((one) => (one?.ok ? one.from : undefined))
    expect(new Set(froms).size).toBe(60)
    await Promise.all(all.map((flags) => flags.refresh()))
    const [value] = all.map(({ current }) => current.rate_limit_per_minute)
    expect(froms).not.toContain(value)
    expect(all.map(({ current }) => current.rate_limit_per_minute)).toEqual([value, value, value])
  } finally {
    for (const { close } of all) close()
  }
}

/** Resolves when a change has come through the feed: until then, whether it is heard is not known. */
async function listening(flags: Flags): Promise<void> {
  await flags.ready()
  await flags.refresh()
}

/** Resolves when the flags are as they are to be. */
export const becomes = (flags: Flags, are: (values: Flags['current']) => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (are(flags.current)) resolve()
    }
    flags.onChange(look)
    look()
  })
