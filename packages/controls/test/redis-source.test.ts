import { type ControlsSource, controls, operationalFlags } from '@sallyport/controls'
import { redisSource } from '@sallyport/controls/redis'
import { controlsSourceCases } from '@sallyport/controls/testing'
import { type Connected, connect } from '@sallyport-scripts/clients'
import { missing, type Server, startRedis } from '@sallyport-scripts/services'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { becomes, seenByAll } from './support/three-instances.ts'

let keys = 0
const nextKey = () => `controls:${++keys}`

describe.skipIf(missing('redis', 'redisSource'))('redisSource', () => {
  let server: Server
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server?.stop())

  describe.each(Object.entries(connect))('%s', (_name, open) => {
    let clients: Connected[] = []
    beforeAll(async () => {
      clients = await Promise.all([1, 2, 3].map(() => open(server.url)))
    })
    afterAll(() => {
      for (const { close } of clients) close()
    })
    const sources = (key: string) => clients.map(({ redis }) => redisSource(redis, { key }))
    const make = () => {
      const [source, other] = sources(nextKey())
      return {
        source: source as Required<ControlsSource>,
        other: other as Required<ControlsSource>,
      }
    }
    it.each(controlsSourceCases(make))('$name', ({ run }) => run())

    it('shows a flag set on one of three instances on all of them', () =>
      seenByAll(sources(nextKey())))

    it('keeps what was known while the server is away, and sees what is there when it is back', async () => {
      const [source, other] = sources(nextKey()) as Required<ControlsSource>[]
      const flags = controls({
        ...{ definition: operationalFlags, source: source as ControlsSource, onError: () => {} },
      })
      await flags.set('rate_limit_per_minute', 60, { who: 'ada', why: 'a' })
      const back = clients.map((client) => client.reconnected())
      await server.down()
      expect(await flags.refresh()).toMatchObject({ ok: true, degraded: true })
      expect(flags.details('rate_limit_per_minute')).toMatchObject({ value: 60, reason: 'stale' })
      await expect(flags.set('verbose_logging', true, { who: 'a', why: 'b' })).rejects.toThrow()
      await server.up()
      await Promise.all(back)
      const { version } = (await other?.read()) ?? { version: '' }
      expect(await other?.write({ rate_limit_per_minute: 70 }, version)).toBe(true)
      await becomes(flags, ({ rate_limit_per_minute }) => rate_limit_per_minute === 70)
      flags.close()
    })
  })
})

describe('redisSource', () => {
  const client = { command: async () => null, subscribe: async () => () => {} }
  it.each([
    [{}, {}],
    [undefined, {}],
    [client, { key: '' }],
    [client, { prefix: 'a' }],
  ])('%# is refused', (given, options) => {
    expect(() => redisSource(given as never, options as object)).toThrow('controls: ')
  })
})
