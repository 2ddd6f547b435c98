import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { join } from 'node:path'
import { createMetrics } from '@sallyport/metrics'
import { type MergedMetrics, mergeWorkers, workerMetrics } from '@sallyport/metrics/cluster'
import { afterEach, expect, it, vi } from 'vitest'
import { shop } from '../support/shop.ts'

const exec = join(import.meta.dirname, '../support/metrics-worker.ts')
const running: Worker[] = []
afterEach(() => Promise.all(running.splice(0).map(kill)))

async function kill(worker: Worker): Promise<void> {
  if (!worker.isConnected()) return
  const isGone = once(worker, 'disconnect')
  worker.process.kill('SIGKILL')
  await isGone
}

function fork(all: MergedMetrics, id: number): Worker {
  cluster.setupPrimary({ exec, args: [`${id}`], execArgv: [] })
  const worker = cluster.fork({ NODE_OPTIONS: '' })
  running.push(worker)
  all.add(worker)
  return worker
}

async function told(worker: Worker, what: 'stop' | 'leave'): Promise<number> {
  const answer = new Promise<number>((resolve) => {
    worker.on('message', (message: { readonly total?: number }) => {
      if (typeof message.total === 'number') resolve(message.total)
    })
  })
  worker.send(what)
  return answer
}

const ordersOf = (all: MergedMetrics, id: number): number =>
  all.read(shop.orders).find(({ labels }) => labels.country === `${id}`)?.value ?? 0
const visits = (all: MergedMetrics): number => all.read(shop.visits)[0]?.value ?? 0
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** Gathers until every worker counts. No sum ever falls. */
async function allCount(all: MergedMetrics, ids: readonly number[]): Promise<void> {
  let before = visits(all)
  await vi.waitFor(
    async () => {
      await all.gather()
      expect(visits(all)).toBeGreaterThanOrEqual(before)
      before = visits(all)
      for (const id of ids) expect(ordersOf(all, id)).toBeGreaterThan(0)
    },
    { timeout: 50_000, interval: 50 },
  )
}

it('sums four processes exactly, one of them killed under load, and another in its place', async () => {
  const metrics = createMetrics({ catalog: shop })
  const all = mergeWorkers({ metrics, askMs: 20_000 })
  const workers = [1, 2, 3, 4].map((id) => fork(all, id))
  await allCount(all, [1, 2, 3, 4])
  expect(all.read(shop.stock)).toHaveLength(4)

  const reported = ordersOf(all, 2)
  await kill(workers[1] as Worker)
  const others = [0, 2, 3].map((i) => workers[i] as Worker)
  const totals = await Promise.all(others.map((worker) => told(worker, 'stop')))
  await all.gather()
  expect([1, 2, 3, 4].map((id) => ordersOf(all, id))).toEqual([
    totals[0],
    reported,
    totals[1],
    totals[2],
  ])
  expect(visits(all)).toBe(sum(totals) + reported)
  const [took] = all.read(shop.took)
  expect(took?.histogram).toMatchObject({ count: visits(all), sum: visits(all) / 2 })
  // What it set is no longer true.
  expect(all.read(shop.stock).map(({ labels }) => labels.item)).not.toContain('2')

  const before = visits(all)
  const again = fork(all, 2)
  await vi.waitFor(
    async () => {
      await all.gather()
      expect(ordersOf(all, 2)).toBeGreaterThan(reported)
    },
    { timeout: 50_000, interval: 50 },
  )
  // Its last words are a report: nothing of a worker that ends in order is lost.
  const gone = once(again, 'disconnect')
  const last = await told(again, 'leave')
  await gone
  await all.gather()
  expect(ordersOf(all, 2)).toBe(reported + last)
  expect(visits(all)).toBe(before + last)
  const states = metrics.read(workerMetrics.workers).map(({ value }) => value)
  expect(states).toEqual([3, 0, 0])
  expect(metrics.read(workerMetrics.ended)[0]?.value).toBe(2)
  expect(sum(metrics.read(workerMetrics.refused).map(({ value = 0 }) => value))).toBe(0)
  all.close()
})
