import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { join } from 'node:path'
import { AuditLogError } from '@sallyport/audit-chain'
import {
  type SharedAuditLog,
  type SharedAuditLogOptions,
  sharedAuditLog,
} from '@sallyport/audit-chain/cluster'
import { afterEach, describe, expect, it } from 'vitest'
import { type LineLog, lineLog } from './support/line-log.ts'

const script = join(import.meta.dirname, 'support/cluster-worker.ts')
const running: Worker[] = []
const sharing: SharedAuditLog[] = []
type SharedLog = Parameters<typeof sharedAuditLog>[0]
afterEach(() => {
  for (const shared of sharing.splice(0)) shared.close()
  return Promise.all(running.splice(0).map(stopped))
})

/** Resolves when nothing that a worker sent can arrive any more. */
async function stopped(worker: Worker): Promise<void> {
  if (!worker.isConnected()) return
  const isGone = once(worker, 'disconnect')
  worker.process.kill('SIGKILL')
  await isGone
}

function fork(mode: string, { origin }: Pick<LineLog, 'origin'>, count: number): Worker {
  cluster.setupPrimary({ exec: script, args: [mode, origin, `${count}`], execArgv: [] })
  const worker = cluster.fork({ NODE_OPTIONS: '' })
  running.push(worker)
  return worker
}

/** What a worker was answered, once it is done. */
function answers(worker: Worker): Promise<readonly (number | string)[]> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message) => {
      if (message?.answers !== undefined) resolve(message.answers)
    })
    // Not at its exit: that is told before what is still in the channel has been read.
    worker.on('disconnect', () => reject(new Error('is gone before it has answered')))
  })
}

/** Shares a log until the test ends. */
function share(...[log, options]: [SharedLog, SharedAuditLogOptions?]): void {
  sharing.push(sharedAuditLog(log, cluster, options))
}

describe('a log shared by a cluster', () => {
  it('loses nothing that four workers record at once, and has nothing twice', async () => {
    const log = lineLog()
    share(log)
    const all = await Promise.all(
      Array.from({ length: 4 }, () => answers(fork('honest', log, 500))),
    )
    const entries = log.entries()
    expect(all.flat().toSorted((a, b) => Number(a) - Number(b))).toEqual([...Array(2_000).keys()])
    const said = entries.map(({ actor, event }) => `${actor?.id} ${(event as { n: string }).n}`)
    expect(new Set(said).size).toBe(2_000)
    expect(new Set(entries.map(({ actor }) => actor?.id)).size).toBe(4)
    // As each worker asked for it, in its order.
    for (const own of all) expect(own).toEqual(own.toSorted((a, b) => Number(a) - Number(b)))
    expect(entries[0]?.event).toMatchObject({
      map: { $map: [['a', { $number: 'NaN' }]] },
      at: '1970-01-01T00:00:00.000Z',
      error: { $error: { message: 'no', name: 'Error' } },
    })
  })

  it('takes nothing that is no event, whoever sends it, and goes on', async () => {
    const log = lineLog()
    share(log)
    expect(await answers(fork('hostile', log, 3))).toEqual([0, 1, 2])
    expect(log.entries().map(({ type }) => type)).toEqual(Array(3).fill('test.recorded'))
  })

  it('rejects in the worker with the code of the primary', async () => {
    const full = {
      origin: 'log.example/audit',
      append: () => Promise.reject(new AuditLogError('full', 'too many wait')),
    }
    share(full)
    expect(await answers(fork('honest', full, 2))).toEqual(['full', 'full'])
  })

  it('refuses what one worker has waiting beyond the bound, and takes the rest', async () => {
    let open = (): void => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const log = lineLog('log.example/audit', gate)
    share(log, { mostPending: 5 })
    const worker = fork('honest', log, 8)
    let heard = 0
    worker.on('message', ({ sallyport }) => {
      if (sallyport === 'audit.append' && ++heard === 8) open()
    })
    const got = await answers(worker)
    expect(got).toEqual([0, 1, 2, 3, 4, 'full', 'full', 'full'])
  })
})

describe('misuse', () => {
  it.each([
    [{}, cluster, {}, 'needs an audit log'],
    [lineLog(), {}, {}, 'needs the primary\'s "node:cluster"'],
    [lineLog(), cluster, { mostPending: 0 }, '"mostPending" must be an integer above 0, got 0'],
  ])('throws: %#', (log, primary, options, message) => {
    expect(() => sharedAuditLog(log as never, primary as never, options)).toThrow(message)
  })
})
