import {
  type Client,
  InMemoryProvider,
  OpenFeature,
  type Provider,
  ProviderEvents,
} from '@openfeature/server-sdk'
import { controls, operationalFlags } from '@sallyport/controls'
import { controlsProvider, openFeatureSource } from '@sallyport/controls/openfeature'
import { afterEach, describe, expect, it } from 'vitest'
import { ada, answered, minute, opened } from './support/opened.ts'
import { becomes } from './support/three-instances.ts'
import { unstableSource } from './support/unstable-source.ts'

afterEach(() => OpenFeature.clearProviders())

/** A client of the real SDK. */
async function clientOf(provider: Provider): Promise<Client> {
  await OpenFeature.setProviderAndWait(provider)
  return OpenFeature.getClient()
}

describe('controlsProvider', () => {
  it('gives values by their types, with reasons and metadata', async () => {
    const { flags } = opened()
    const client = await clientOf(controlsProvider(flags))
    expect(await client.getBooleanDetails('rate_limiting_enabled', false)).toMatchObject({
      ...{ value: true, reason: 'DEFAULT' },
    })
    await flags.set('rate_limit_per_minute', 60, ada)
    expect(await client.getNumberDetails('rate_limit_per_minute', 5)).toMatchObject({
      ...{ value: 60, reason: 'STATIC', flagMetadata: { by: 'ada', why: 'ticket 7' } },
    })
    await flags.set('verbose_logging', true, { ...ada, forMs: minute })
    expect(await client.getBooleanDetails('verbose_logging', false)).toMatchObject({
      ...{ value: true, reason: 'STATIC', flagMetadata: { until: '2026-11-21T12:01:00.000Z' } },
    })
    expect(await client.getStringValue('maintenance_message', '')).toBe(
      'System is under maintenance',
    )
  })

  it.each([
    ['no_such_flag', 'FLAG_NOT_FOUND'],
    ['__proto__', 'FLAG_NOT_FOUND'],
    ['maintenance_message', 'TYPE_MISMATCH'],
  ])('gives the default for %s', async (name, errorCode) => {
    const client = await clientOf(controlsProvider(opened().flags))
    expect(await client.getBooleanDetails(name, true)).toMatchObject({
      ...{ value: true, reason: 'ERROR', errorCode },
    })
    expect(await client.getObjectDetails(name, { a: 1 })).toMatchObject({
      value: { a: 1 },
      reason: 'ERROR',
    })
  })

  it('tells of changes, of a source that is down and one that is back, until it is closed', async () => {
    const source = unstableSource()
    const { flags } = opened(source)
    const client = await clientOf(controlsProvider(flags))
    await answered()
    const heard: unknown[] = []
    const { ConfigurationChanged, Stale, Ready } = ProviderEvents
    client.addHandler(ConfigurationChanged, (event) => void heard.push(event?.flagsChanged))
    client.addHandler(Stale, () => void heard.push('stale'))
    await flags.set('verbose_logging', true, ada)
    source.mode = 'rejects'
    await flags.refresh()
    expect((await client.getBooleanDetails('verbose_logging', false)).reason).toBe('STALE')
    client.addHandler(Ready, () => void heard.push('ready'))
    source.mode = 'up'
    await flags.refresh()
    await answered()
    expect(heard).toEqual([['verbose_logging'], 'stale', 'ready'])
    await OpenFeature.clearProviders()
    await flags.set('verbose_logging', false, ada)
    expect(heard).toHaveLength(3)
  })
})

const variants = { on: true, off: false }
const inMemory = (verbose: 'on' | 'off', more = {}) => ({
  verbose_logging: { variants, defaultVariant: verbose, disabled: false },
  ...more,
})

describe('openFeatureSource', () => {
  const openedOn = (client: Client) => {
    const source = openFeatureSource(client, operationalFlags)
    return controls({ definition: operationalFlags, source, onError: () => {}, pollMs: 3_600_000 })
  }

  it('has what the provider knows, the defaults of the rest, and follows its changes', async () => {
    const provider = new InMemoryProvider(inMemory('on'))
    const flags = openedOn(await clientOf(provider))
    await flags.ready()
    expect(flags.details('verbose_logging')).toEqual({ value: true, reason: 'source' })
    expect(flags.details('rate_limit_per_minute')).toEqual({ value: 100, reason: 'default' })
    expect(await flags.set('verbose_logging', true, ada)).toMatchObject({ reason: 'read_only' })
    await provider.putConfiguration(inMemory('off'))
    await becomes(flags, ({ verbose_logging }) => !verbose_logging)
    flags.close()
  })

  it('keeps what was known when the provider fails', async () => {
    const provider = new InMemoryProvider(inMemory('on'))
    const flags = openedOn(await clientOf(provider))
    await flags.ready()
    provider.resolveBooleanEvaluation = () => Promise.reject(new Error('down'))
    expect(await flags.refresh()).toMatchObject({ ok: true, degraded: true })
    expect(flags.details('verbose_logging')).toEqual({ value: true, reason: 'stale' })
    flags.close()
  })

  it('refuses what a flag cannot hold', async () => {
    const few = { variants: { few: 0 }, defaultVariant: 'few', disabled: false }
    const provider = new InMemoryProvider(inMemory('on', { rate_limit_per_minute: few }))
    const flags = openedOn(await clientOf(provider))
    expect(await flags.ready()).toMatchObject({ degraded: true })
    expect(flags.current).toMatchObject({ verbose_logging: false, rate_limit_per_minute: 100 })
    flags.close()
  })
})
