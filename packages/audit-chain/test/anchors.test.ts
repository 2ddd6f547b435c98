import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { callbackAnchor, fileAnchor, stdoutAnchor } from '@sallyport/audit-chain'
import { describe, expect, it } from 'vitest'
import { auditMetrics } from '../src/audit-metrics.ts'
import { checkpointing, settled, sizeOf } from './support/checkpointing.ts'
import { origin } from './support/growing-log.ts'
import { scratchDirectory } from './support/scratch-directory.ts'

describe('fileAnchor', () => {
  it('has the last checkpoint in its file, and nothing beside it', async () => {
    const directory = scratchDirectory()
    const anchors = [fileAnchor(join(directory, 'checkpoint'))]
    const { checkpointer, grow } = await checkpointing({ anchors })
    for (const count of [1, 2, 300]) {
      grow(count)
      await checkpointer.checkpoint()
    }
    await checkpointer.close()
    expect(sizeOf(readFileSync(join(directory, 'checkpoint'), 'utf8'))).toBe(303)
    expect(readdirSync(directory)).toEqual(['checkpoint'])
    await expect(checkpointing({ anchors })).rejects.toMatchObject({ code: 'rolled_back' })
  })

  it('makes no directory, and says that there is none', async () => {
    const directory = scratchDirectory()
    mkdirSync(join(directory, 'mount'))
    const anchor = fileAnchor(join(directory, 'mount', 'checkpoint'))
    expect(await anchor.latest?.()).toBeUndefined()
    renameSync(join(directory, 'mount'), join(directory, 'gone'))
    await expect(anchor.latest?.()).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(anchor.publish('x')).rejects.toMatchObject({ code: 'ENOENT' })
    expect(readdirSync(directory)).toEqual(['gone'])
  })
})

describe('stdoutAnchor', () => {
  it('writes a line of JSON for each checkpoint', async () => {
    const lines: string[] = []
    const write = (text: string, written: () => void): void => {
      lines.push(text)
      written()
    }
    const { checkpointer, grow } = await checkpointing({ anchors: [stdoutAnchor({ write })] })
    grow(7)
    const checkpoint = await checkpointer.checkpoint()
    await checkpointer.close()
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^[^\n]+\n$/)
    expect(JSON.parse(lines[0] as string)).toEqual({
      audit_checkpoint: checkpoint,
      origin,
      size: 7,
    })
  })

  it('fails when its stream does', async () => {
    const cause = new Error('EPIPE')
    const anchor = stdoutAnchor({ write: (_, written) => written(cause) })
    await expect(anchor.publish('x')).rejects.toBe(cause)
  })
})

/** An anchor that answers when told, and what it was given. */
function held(name = 'held') {
  const got: number[] = []
  const answers: { resolve(): void; reject(error: unknown): void }[] = []
  const anchor = callbackAnchor(name, (checkpoint) => {
    got.push(sizeOf(checkpoint))
    return new Promise<void>((resolve, reject) => void answers.push({ resolve, reject }))
  })
  return { anchor, got, answer: () => answers.shift() }
}

describe('an anchor that is slow', () => {
  it('is given one at a time, and then the newest', async () => {
    const { anchor, got, answer } = held()
    const { checkpointer, grow } = await checkpointing({ anchors: [anchor] })
    for (let size = 1; size <= 4; size++) {
      grow(1)
      expect(sizeOf(await checkpointer.checkpoint())).toBe(size)
    }
    expect(got).toEqual([1])
    answer()?.resolve()
    await settled()
    expect(got).toEqual([1, 4])
  })

  it('holds up no other, and closing only so long', async () => {
    const [slow, sizes] = [held(), [] as number[]]
    const quick = callbackAnchor('quick', (text) => void sizes.push(sizeOf(text)))
    const anchors = [slow.anchor, quick]
    const { checkpointer, grow, time, errors, metrics } = await checkpointing({ anchors })
    for (const count of [1, 1]) {
      grow(count)
      await checkpointer.checkpoint()
    }
    await settled()
    expect(sizes).toEqual([1, 2])
    const closing = checkpointer.close()
    await settled()
    time.advance(5_000)
    await closing
    expect(String(errors[0])).toContain('the anchor "held" took no checkpoint')
    expect(metrics.value(auditMetrics.anchorFailures, { anchor: 'held' })).toBe(1)
  })

  it('is waited for at close', async () => {
    const { anchor, got, answer } = held()
    const { checkpointer, grow, errors } = await checkpointing({ anchors: [anchor] })
    grow(3)
    const closing = checkpointer.close()
    await settled()
    answer()?.resolve()
    await closing
    expect([got, errors]).toEqual([[3], []])
  })
})

describe('an anchor that fails', () => {
  const failing = async () => {
    const { anchor, got, answer } = held()
    const opened = await checkpointing({ anchors: [anchor] })
    opened.grow(5)
    await opened.checkpointer.checkpoint()
    answer()?.reject(new Error('503'))
    await settled()
    return { ...opened, got, answer }
  }

  it('is told and counted, and asked again after a pause', async () => {
    const { got, errors, metrics, time } = await failing()
    expect(errors).toMatchObject([{ cause: { message: '503' } }])
    expect(metrics.value(auditMetrics.anchorFailures, { anchor: 'held' })).toBe(1)
    time.advance(9_999)
    expect(got).toEqual([5])
    time.advance(1)
    expect(got).toEqual([5, 5])
  })

  it('is asked again at the next checkpoint', async () => {
    const { got, grow, checkpointer } = await failing()
    grow(1)
    await checkpointer.checkpoint()
    expect(got).toEqual([5, 6])
  })

  it('is asked a last time at close', async () => {
    const { got, checkpointer, answer, time } = await failing()
    const closing = checkpointer.close()
    await settled()
    expect(got).toEqual([5, 5])
    answer()?.reject(new Error('503'))
    await closing
    time.advance(100_000)
    expect(got).toEqual([5, 5])
  })
})

it('what an anchor lacks when the log is opened is offered, what it has is not', async () => {
  const { checkpointer, disk, log, grow } = await checkpointing()
  grow(9)
  const text = await checkpointer.checkpoint()
  const signed = { text, frontier: log.head.frontier }
  const got: string[] = []
  const anchors = [
    callbackAnchor('lacks', () => void got.push('lacks')),
    callbackAnchor(
      'has',
      () => void got.push('has'),
      () => text,
    ),
  ]
  await checkpointing({ signed, anchors }, { disk, log })
  expect(got).toEqual(['lacks'])
})

describe('how much is in no anchor', () => {
  it('is measured in entries and seconds, from the first that is not', async () => {
    const { anchor, answer } = held()
    const schedule = { everyMs: 1_000_000 }
    const { checkpointer, grow, time, metrics } = await checkpointing({
      anchors: [anchor],
      schedule,
    })
    const measured = () => [
      metrics.value(auditMetrics.unanchoredEntries),
      metrics.value(auditMetrics.unanchoredSeconds),
    ]
    expect(measured()).toEqual([0, 0])
    grow(5)
    time.advance(2_000)
    expect(measured()).toEqual([5, 2])
    await checkpointer.checkpoint()
    time.advance(1_000)
    grow(3)
    time.advance(4_000)
    expect(measured()).toEqual([8, 7])
    answer()?.resolve()
    await settled()
    expect(measured()).toEqual([3, 4])
    await checkpointer.checkpoint()
    answer()?.resolve()
    await settled()
    expect(measured()).toEqual([0, 0])
  })

  it('is all of it where there is no anchor', async () => {
    const { checkpointer, grow, metrics } = await checkpointing()
    grow(5)
    await checkpointer.checkpoint()
    expect(metrics.value(auditMetrics.unanchoredEntries)).toBe(5)
  })
})
