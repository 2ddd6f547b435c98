import type { ControlsSource } from '@sallyport/controls'
import { redisSource } from '@sallyport/controls/redis'
import { controlsSourceCases } from '@sallyport/controls/testing'
import { type Connected, connect } from '@sallyport-scripts/clients'
import { missing, type Server, startRedis } from '@sallyport-scripts/services'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seenByAll } from './support/three-instances.ts'
import { knownThroughRestart } from './support/through-restart.ts'

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
      await using kept = await startRedis({ args: ['--appendonly', 'yes'] })
      const own = await Promise.all([1, 2, 3].map(() => open(kept.url)))
      let back: readonly Promise<void>[] = []
      const restartable = {
        down() {
          back = own.map((client) => client.reconnected())
          return kept.down()
        },
        up: () =>
          kept
            .up()
            .then(() => Promise.all(back))
            .then(() => {}),
      }
      await knownThroughRestart(
        own.map(({ redis }) => redisSource(redis)),
        restartable,
      )
      for (const { close } of own) close()
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
