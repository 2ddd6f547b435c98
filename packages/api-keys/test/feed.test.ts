import { type KeyStore, memoryKeyStore } from '@sallyport/api-keys'
import type { FeedListener } from '@sallyport/core/clients'
import { describe, expect, it } from 'vitest'
import { ada, lateStore, openTestKeys, refusal } from './support/open-test-keys.ts'

type Attempt = (listener: FeedListener) => Promise<() => void>

/** Keys over a store whose feed answers each attempt as it is told to; the last answer goes on. */
function openFeed(attempts: readonly Attempt[]) {
  const inner = lateStore()
  const listeners: FeedListener[] = []
  const errors: unknown[] = []
  let reads = 0
  const store: KeyStore = {
    ...inner,
    get(id) {
      reads++
      return inner.get(id)
    },
    subscribe(listener) {
      listeners.push(listener)
      const attempt = attempts[Math.min(listeners.length, attempts.length) - 1] as Attempt
      return attempt(listener)
    },
  }
  const opened = openTestKeys({
    store,
    flushMs: 1_000_000_000,
    onStoreError: (error) => errors.push(String(error)),
  })
  return { ...opened, errors, listeners, reads: () => reads }
}

const fails: Attempt = () => Promise.reject(new Error('no feed'))
const never: Attempt = () => new Promise(() => {})
const quiet: Attempt = async () => () => {}

/** Lets what was promised happen. */
async function turn(): Promise<void> {
  for (let i = 0; i < 20; i++) await undefined
}

describe('a feed that cannot be had', () => {
  it('is tried again until it is there, and then nothing is left that was read without it', async () => {
    const { errors, issued, listeners, outcome, reads, time } = openFeed([fails, fails, quiet])
    const { token } = await issued()
    await turn()
    time.advance(1_000)
    await turn()
    await outcome(token.reveal())
    await outcome(token.reveal())
    expect([listeners.length, reads()]).toEqual([2, 1])
    time.advance(2_000)
    await turn()
    await outcome(token.reveal())
    expect([listeners.length, reads()]).toEqual([3, 2])
    expect(errors).toEqual(['Error: no feed', 'Error: no feed'])
    time.advance(1_000_000)
    await turn()
    expect(listeners).toHaveLength(3)
  })

  it('is tried at longer and longer intervals, but each half minute at least', async () => {
    const { listeners, time } = openFeed([fails])
    const counts: number[] = []
    for (let second = 0; second <= 120; second += 1) {
      await turn()
      counts.push(listeners.length)
      time.advance(1_000)
    }
    const tries = counts.flatMap((count, second) =>
      count > (counts[second - 1] ?? 0) ? second : [],
    )
    expect(tries).toEqual([0, 1, 3, 7, 15, 31, 61, 91])
  })

  it('is not tried once the keys are closed', async () => {
    const { keys, listeners, time } = openFeed([fails])
    await turn()
    await keys.close()
    time.advance(1_000_000)
    await turn()
    expect(listeners).toHaveLength(1)
  })

  it('and one that throws at once is none either', async () => {
    const { errors, listeners, time } = openFeed([
      () => {
        throw new Error('broken')
      },
      quiet,
    ])
    await turn()
    time.advance(1_000)
    await turn()
    expect([errors, listeners.length]).toEqual([['Error: broken'], 2])
  })
})

/** Keys whose key was used once, over a store with this feed, and what was written and let go. */
async function openUsed(subscribe: Attempt, touch?: KeyStore['touch']) {
  const inner = memoryKeyStore()
  const writes: number[] = []
  const errors: string[] = []
  const store: KeyStore = {
    ...inner,
    touch(touches) {
      writes.push(touches.length)
      return (touch ?? inner.touch)(touches)
    },
    subscribe,
  }
  const opened = openTestKeys({ store, onStoreError: (error) => errors.push(String(error)) })
  const { token } = await opened.issued()
  await opened.outcome(token.reveal())
  return { ...opened, writes, errors }
}

describe('close', () => {
  it('waits for no subscription that never answers', async () => {
    const { keys, writes } = await openUsed(never)
    await keys.close()
    expect(writes).toEqual([1])
  })

  it('lets go of a subscription that answers later, which is heard no more', async () => {
    let answer = (_unsubscribe: () => void): void => {}
    let listener: FeedListener | undefined
    let releases = 0
    const { errors, keys } = await openUsed((given) => {
      listener = given
      return new Promise((resolve) => {
        answer = resolve
      })
    })
    await keys.close()
    answer(() => void releases++)
    await turn()
    expect(releases).toBe(1)
    listener?.lost(new Error('closed'))
    expect(errors).toEqual([])
  })

  it('loses no use to an unsubscribe that throws, and tells it', async () => {
    const { errors, keys, writes } = await openUsed(async () => () => {
      throw new Error('socket closed')
    })
    await turn()
    await keys.close()
    expect([writes, errors]).toEqual([[1], ['Error: socket closed']])
  })

  it('lets go of the feed where uses cannot be written, too, and says so', async () => {
    let releases = 0
    const { keys } = await openUsed(
      async () => () => void releases++,
      () => {
        throw new Error('down')
      },
    )
    await turn()
    expect(await refusal(keys.close())).toContain('down')
    expect(releases).toBe(1)
  })

  it('is done once, however often it is asked for', async () => {
    let releases = 0
    const { issued, keys, outcome, writes } = await openUsed(async () => () => void releases++)
    await turn()
    await Promise.all([keys.close(), keys.close()])
    const { token } = await issued({ actor: ada })
    await outcome(token.reveal())
    await keys.close()
    expect([writes, releases]).toEqual([[1], 1])
  })
})
