import { EventEmitter } from 'node:events'
import { createMetrics, defineMetrics, type Metrics } from '@sallyport/metrics'
import {
  type MergedMetrics,
  mergeWorkers,
  reportMetrics,
  type WorkerChannel,
} from '@sallyport/metrics/cluster'
import { renderMetrics } from '@sallyport/metrics/prometheus'
import { raceAsync } from './race.ts'
import type { Row } from './row.ts'

const workers = 4
const count = 10_000
const options = { maxSeriesPerMetric: count + 1 }
const labels = { route: 'open', code: 'open' } as const
const catalog = defineMetrics({
  requests: { id: 'bench.requests', kind: 'counter', unit: '1', help: 'Requests.', labels },
})

function measured(): Metrics {
  const metrics = createMetrics(options)
  for (let i = 0; i < count; i++) {
    const of = { route: `/r/${Math.floor(i / 10)}`, code: `${200 + (i % 10)}` }
    metrics.add(catalog.requests, i + 1, of)
  }
  return metrics
}

interface Message {
  readonly ask?: number
  readonly answer?: number
}

/** A worker that says the same again and again, as if it were another process: what it does itself costs nothing here. */
class Replayed extends EventEmitter implements WorkerChannel {
  readonly worker = new EventEmitter()
  /** What it says, as an object or as the text that a process gets. */
  parsed: boolean
  last: Message = {}
  text = ''
  isRecorded = false

  constructor(parsed: boolean) {
    super()
    this.parsed = parsed
    const primary = this
    const channel = Object.assign(this.worker, {
      send(message: Message) {
        primary.last = message
        primary.emit('message', message)
      },
    })
    reportMetrics(measured(), channel)
  }

  send(message: Message): void {
    if (!this.isRecorded || message.ask === undefined) this.worker.emit('message', message)
    else {
      const said: Message = this.parsed ? JSON.parse(this.text) : this.last
      this.emit('message', { ...said, answer: message.ask })
    }
  }

  record(): void {
    this.text = JSON.stringify(this.last)
    this.isRecorded = true
  }
}

async function merged(parsed: boolean): Promise<MergedMetrics> {
  const all = mergeWorkers({ metrics: createMetrics(), ...options })
  const channels = Array.from({ length: workers }, () => new Replayed(parsed))
  for (const one of channels) all.add(one)
  // Names and labels are told the first time: a page after that has numbers alone.
  for (const one of channels) one.worker.emit('message', { 'sallyport.metrics': 1, who: true })
  await all.gather()
  await all.gather()
  for (const one of channels) one.record()
  const [first] = all.read(catalog.requests)
  if (first?.value !== workers || all.read(catalog.requests).length !== count)
    throw new Error('bench: the workers are not merged')
  return all
}

/** The series of four workers merged, beside the page that is written of them. */
export async function* clusterRows(): AsyncIterable<Row> {
  for (const [id, what, parsed] of [
    ['merge', 'merging 4 × 10,000 series / writing them', false],
    ['merge-parsed', 'the same, with JSON.parse of what they send', true],
  ] as const) {
    const all = await merged(parsed)
    let size = 0
    yield await raceAsync(
      {
        id: `metrics/${id}`,
        what,
        ours: async (n) => {
          for (let i = 0; i < n; i++) await all.gather()
        },
        peer: (n) => {
          for (let i = 0; i < n; i++)
            size += Buffer.concat([...renderMetrics(all.families())]).length
        },
        ...(!parsed && { target: { atMost: 2 } }),
      },
      11,
    )
    all.close()
    if (size === 0) throw new Error('bench: nothing was written')
  }
}
