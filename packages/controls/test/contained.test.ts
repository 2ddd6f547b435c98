import { settingsSource } from '@sallyport/controls'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ada, answered, opened } from './support/opened.ts'

const unhandled: unknown[] = []
const hear = (error: unknown): void => void unhandled.push(error)
beforeEach(() => {
  unhandled.length = 0
  process.on('unhandledRejection', hear)
})
afterEach(() => void process.off('unhandledRejection', hear))

// real time: Node tells of rejections that nobody handles at the end of a turn of its loop, by no clock
const told = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const rejects = (word: string) => async () => {
  throw new Error(word)
}

it('a feed that fails to end is told of, and ends no process', async () => {
  const { read } = settingsSource()
  const heard = opened({ read, watch: () => rejects('heard') })
  await heard.flags.ready()
  await answered()
  heard.flags.close()
  const early = opened({ read, watch: async () => rejects('early') })
  early.flags.close()
  await answered()
  await told()
  expect([...heard.errors, ...early.errors]).toEqual([new Error('heard'), new Error('early')])
  expect(unhandled).toEqual([])
})

it('a listener and an onError may be asynchronous and fail', async () => {
  const { flags } = opened(undefined, { onError: rejects('onError') })
  await flags.ready()
  flags.onChange(rejects('listener'))
  await flags.set('verbose_logging', true, ada)
  await told()
  expect(unhandled).toEqual([])
})
