import { manualTime } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'
import type { Anchor } from '../src/anchor.ts'
import { callbackAnchor } from '../src/anchors/callback-anchor.ts'
import { signCheckpoint } from '../src/checkpoint.ts'
import { hashBytes } from '../src/hash.ts'
import { rootOf } from '../src/merkle.ts'
import { checkpointing, settled } from './support/checkpointing.ts'
import { growingLog, origin } from './support/growing-log.ts'
import { signerOf } from './support/keys.ts'

const holding = (latest: Anchor['latest'], name = 'elsewhere'): Anchor =>
  callbackAnchor(name, () => undefined, latest)

/** The checkpoint of the first entries of every {@link growingLog}. */
async function checkpointOf(size: number, seed = 1, root?: string): Promise<string> {
  const { frontier } = growingLog().grow(size).head
  return signCheckpoint(origin, { size, root: root ?? rootOf(frontier) }, [signerOf(origin, seed)])
}

/** Opens a log of 700 signed entries and 50 more. */
async function opened(...anchors: readonly Anchor[]) {
  const before = await checkpointing()
  before.grow(700)
  const text = await before.checkpointer.checkpoint()
  const signed = { text, frontier: before.log.head.frontier }
  const { head, ...replayed } = before.log.grow(50)
  return checkpointing({ head, signed, replayed, anchors }, before)
}

describe('a log is opened', () => {
  it.each([0, 1, 255, 256, 512, 699, 700, 701, 750])(
    'when an anchor has its first %d entries',
    async (size) => {
      const text = await checkpointOf(size)
      const { checkpointer, errors } = await opened(holding(() => text))
      expect(checkpointer.signed).toBe(700)
      expect(errors).toEqual([])
    },
  )

  it('when an anchor has nothing yet, or cannot tell', async () => {
    const { errors } = await opened(
      holding(() => undefined),
      { name: 'mute', publish: () => undefined },
    )
    expect(errors).toEqual([])
  })

  it('when an anchor is away, and that is told', async () => {
    const cause = new Error('away')
    const { errors } = await opened(holding(() => Promise.reject(cause)))
    expect(errors).toMatchObject([{ cause }])
    expect(String(errors[0])).toContain('the anchor "elsewhere" did not say what it has')
  })
})

describe('an anchor that was away when the log was opened', () => {
  /** Its answer, and what was written over it. */
  async function returned(answer: string | undefined) {
    const [kept, answers]: [string[], (() => string | undefined)[]] = [[], []]
    const latest = () => {
      const next = answers.shift()
      if (next === undefined) throw new Error('away')
      return next()
    }
    const anchor = callbackAnchor('elsewhere', (text) => void kept.push(text), latest)
    const found = await opened(anchor)
    // Still away when the first checkpoint is offered, and asked for again with the next.
    answers.push(() => answer)
    found.grow(1)
    await found.checkpointer.checkpoint()
    await settled()
    return { ...found, kept }
  }

  it.each([[751], [900]])('is given nothing over what it has: %d entries', async (size) => {
    const { kept, errors } = await returned(
      await checkpointOf(size, 1, rootOf(growingLog().grow(3).head.frontier)),
    )
    expect(kept).toEqual([])
    expect(errors.at(-1)).toMatchObject({ cause: { code: 'rolled_back' } })
  })

  it('is given what is more than it has', async () => {
    const before = await returned(await checkpointOf(700))
    expect([before.kept.length, before.errors.length]).toEqual([1, 2])
    expect((await returned(undefined)).kept).toHaveLength(1)
  })
})

describe('a log is not opened', () => {
  it('when an anchor has seen more', async () => {
    const text = await checkpointOf(751)
    await expect(opened(holding(() => text))).rejects.toMatchObject({
      code: 'rolled_back',
      message: expect.stringMatching(/"elsewhere" has seen 751 entries, and the log has 750/),
    })
  })

  it('when it was deleted, and is empty now', async () => {
    const text = await checkpointOf(5)
    const anchors = [holding(() => text)]
    await expect(checkpointing({ anchors })).rejects.toMatchObject({ code: 'rolled_back' })
  })

  it.each([1, 700, 750])('when an anchor has other %d entries', async (size) => {
    const text = await checkpointOf(size, 1, 'x'.repeat(hashBytes))
    await expect(opened(holding(() => text))).rejects.toMatchObject({
      code: 'rolled_back',
      message: expect.stringMatching(new RegExp(`first ${size} of the log's 750 entries are not`)),
    })
  })

  it.each([
    ['wrong', async () => (await checkpointOf(5)).replace('\n5\n', '\n4\n')],
    ['unverifiable', () => checkpointOf(5, 9)],
    ['malformed', async () => 'nothing'],
  ])('when what an anchor has is %s', async (reason, latest) => {
    await expect(opened(holding(latest))).rejects.toMatchObject({
      code: 'rolled_back',
      message: expect.stringContaining(reason),
    })
  })

  it('when one of several has seen more', async () => {
    const [few, more] = [await checkpointOf(3), await checkpointOf(800)]
    const anchors = [holding(() => few, 'a'), holding(() => more, 'b')]
    await expect(opened(...anchors)).rejects.toThrow('the anchor "b" has seen 800')
  })

  it('with two anchors of one name', async () => {
    await expect(opened(holding(undefined), holding(undefined))).rejects.toThrow(TypeError)
  })
})

it('an anchor that never answers is waited for five seconds', async () => {
  const never = holding(() => new Promise<undefined>(() => undefined))
  const time = manualTime()
  const { timers } = time
  const errors: unknown[] = []
  const onError = (error: unknown): void => void errors.push(error)
  const opening = checkpointing({ anchors: [never], timers, onError })
  await settled()
  time.advance(4_999)
  await settled()
  expect(errors).toEqual([])
  time.advance(1)
  expect((await opening).checkpointer.signed).toBe(0)
  expect(errors).toHaveLength(1)
})
