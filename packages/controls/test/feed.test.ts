import { InMemoryProvider, OpenFeature, ProviderEvents } from '@openfeature/server-sdk'
import {
  type ControlsSource,
  operationalFlags,
  settingsSource,
  type Unwatch,
} from '@sallyport/controls'
import { openFeatureSource } from '@sallyport/controls/openfeature'
import { describe, expect, it } from 'vitest'
import { answered, opened } from './support/opened.ts'

const watched = async (watch: NonNullable<ControlsSource['watch']>) => {
  const { read } = settingsSource()
  const made = opened({ read, watch })
  await made.flags.ready()
  await answered()
  return made
}
const unheard = { ok: true, degraded: true, message: 'the source does not tell of changes' }

describe('a feed', () => {
  it('that never comes about counts as lost, until it does', async () => {
    let begun: (unwatch: Unwatch) => void = () => {}
    const coming = new Promise<Unwatch>((resolve) => {
      begun = resolve
    })
    const { flags, time } = await watched(() => coming)
    expect(flags.check()).toEqual({ ok: true })
    time.advance(5_000)
    await answered()
    expect(flags.check()).toEqual(unheard)
    begun(() => {})
    await answered()
    expect(flags.check()).toEqual({ ok: true })
  })

  it('that is lost before it is there is lost, until it is restored', async () => {
    let restore = (): void => {}
    const { flags } = await watched(({ lost, restored }) => {
      lost(new Error('lost'))
      restore = restored
      return () => {}
    })
    expect(flags.check()).toEqual(unheard)
    restore()
    await answered()
    expect(flags.check()).toEqual({ ok: true })
  })

  it('of an OpenFeature provider that is stale already is lost', async () => {
    const provider = new InMemoryProvider({})
    await OpenFeature.setProviderAndWait(provider)
    provider.events.emit(ProviderEvents.Stale)
    await answered()
    const { flags } = opened(openFeatureSource(OpenFeature.getClient(), operationalFlags))
    await flags.ready()
    await answered()
    expect(flags.check()).toEqual(unheard)
    flags.close()
    await OpenFeature.clearProviders()
  })
})
