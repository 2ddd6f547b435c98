import {
  defineSlo,
  evaluate,
  memorySource,
  parseObjective,
  type Recorder,
  recorder,
  type Slo,
  type SloOptions,
} from '@sallyport/slo'
import { toPrometheusRules, toYaml } from '@sallyport/slo/rules'
import { Histogram, Registry } from 'prom-client'
import { type Loop, race, raceAsync } from '../race.ts'
import { judge, type Row, type Suite, type Target } from '../row.ts'

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** From 10 ms to 2 s, spread over the buckets, the same in every row. */
const seconds = Float64Array.from({ length: 1_024 }, (_, i) =>
  Math.exp(((i * 389) % 1_024) / 200 - 5),
)
/** A thousand events a second, so that slices turn as they would. */
const start = Date.parse('2026-03-01T00:00:00Z')
const clock = (): number => start

const sloOf = (options: Partial<SloOptions>): Slo =>
  defineSlo({
    service: 'bench',
    name: 'availability',
    objective: '99.9',
    period: '30d',
    sli: { kind: 'ratio' },
    ...options,
  })
const latency = sloOf({ name: 'latency', sli: { kind: 'latency', underSeconds: 1 } })

/** What one writes who writes it oneself: buckets in a row, searched from the first. */
function fixedBuckets(): Loop {
  const counts = new Float64Array(buckets.length + 1)
  const observe = (value: number): void => {
    let i = 0
    while (i < buckets.length && value > (buckets[i] as number)) i++
    counts[i] = (counts[i] as number) + 1
  }
  return (n) => {
    for (let i = 0; i < n; i++) observe(seconds[i & 1_023] as number)
  }
}

function labelled(): Loop {
  const histogram = new Histogram({
    name: 'took_seconds',
    help: 'x',
    labelNames: ['method', 'status', 'route'],
    registers: [new Registry()],
  })
  return (n) => {
    for (let i = 0; i < n; i++)
      histogram.observe({ method: 'GET', status: '200', route: '/' }, seconds[i & 1_023] as number)
  }
}

// A loop made for each row: one that all share would be compiled for all of them.
function recording(): Loop {
  let now = start
  const one = recorder(sloOf({}), { clock: () => now })
  return (n) => {
    const from = now
    now += n
    for (let i = 0; i < n; i++) one.record((i & 127) !== 0, from + i)
  }
}
function observing(): Loop {
  let now = start
  const one = recorder(latency, { clock: () => now })
  return (n) => {
    const from = now
    now += n
    for (let i = 0; i < n; i++) one.observe(seconds[i & 1_023] as number, from + i)
  }
}

function* records(): Iterable<Row> {
  const row = (id: string, what: string, ours: Loop, peer: Loop, target: Target): Row =>
    race({ id: `slo/${id}`, what, ours, peer, target })
  const own = { atMost: 1.5 }
  yield row('record', 'record() / plain buckets', recording(), fixedBuckets(), own)
  yield row('observe', 'observe() / plain buckets', observing(), fixedBuckets(), own)
  const client = { atMost: 1 / 8 }
  yield row('record/prom-client', 'record() / observe with labels', recording(), labelled(), client)
  yield row('observe/prom-client', 'observe() / the same', observing(), labelled(), client)
}

/** Percentiles of lognormal durations, beside the one percent that they may be off. */
function percentiles(sigma: number): Row {
  const worst = Array.from({ length: 10 }, (_, set) => {
    const one = recorder(latency, { clock })
    const values = lognormal(set + 1, sigma, 50_000)
    for (const value of values) one.observe(value, start)
    const sorted = values.toSorted()
    const found = one.percentiles({ from: start - 1_000, to: start })?.values ?? []
    return Math.max(...found.map(({ p, seconds: told }) => off(told, sorted, p)))
  })
  return judge(
    {
      id: `slo/percentiles/${sigma}`,
      what: `p50 to p99.9 of 10 sets off at most, lognormal ${sigma} / 1 %`,
      target: { atMost: 1 },
    },
    [{ ours: Math.max(...worst), peer: 0.01 }],
    (figure) => `${(figure * 100).toFixed(2)} %`,
  )
}

const off = (told: number, sorted: Float64Array, p: number): number =>
  Math.abs(told / (sorted[Math.ceil((sorted.length * p * 10) / 1_000) - 1] as number) - 1)

function lognormal(seed: number, sigma: number, n: number): Float64Array {
  let state = seed
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
  return Float64Array.from({ length: n }, () => {
    const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
    return 0.1 * Math.exp(sigma * normal)
  })
}

/** Exactly as many bad as allowed, judged here and as one would in floating point. */
async function boundary(): Promise<Row> {
  const percents = ['90', '95', '99', '99.5', '99.9', '99.95', '99.97', '99.99', '99.995', '99.999']
  let [wrong, naive, cases] = [0, 0, 0]
  for (const percent of [...percents, '99.9999']) {
    const { numerator, denominator } = parseObjective(percent)
    const slo = sloOf({ objective: percent, alerts: false })
    for (let k = 1; k <= 2_000; k++) {
      const [total, bad] = [Number(denominator) * k, Number(denominator - numerator) * k]
      const answer = { ok: true, good: total - bad, bad, covered: { from: 0, to: start } } as const
      const [found] = await evaluate([slo], { clock, counts: () => [answer] })
      cases++
      if (found?.state !== 'met') wrong++
      if (!(bad / total <= 1 - Number(percent) / 100)) naive++
    }
  }
  return judge(
    {
      id: 'slo/boundary',
      what: `right at the boundary / all (in floating point ${cases - naive})`,
      target: { atLeast: 1 },
    },
    [{ ours: cases - wrong, peer: cases }],
    String,
  )
}

/** So many recorders with a day of events, all evaluated. */
function filled(count: number): readonly Recorder[] {
  return Array.from({ length: count }, (_, index) => {
    const one = recorder(sloOf({ name: `slo-${index}` }), { clock, since: start - 86_400_000 })
    for (let minute = 0; minute < 1_440; minute++)
      one.record(minute % 100 !== 0, start - minute * 60_000)
    return one
  })
}

async function evaluated(): Promise<Row> {
  const [all, half] = [filled(1_000), filled(500)]
  const evaluating = (those: readonly Recorder[]) => async (n: number) => {
    const slos = those.map(({ slo }) => slo)
    for (let i = 0; i < n; i++) await evaluate(slos, memorySource(those))
  }
  return raceAsync(
    {
      id: 'slo/evaluate',
      what: '1,000 SLOs evaluated / 500: linear is 2',
      ours: evaluating(all),
      peer: evaluating(half),
      target: { atMost: 3 },
    },
    5,
  )
}

function ruled(): Row {
  const of = (status: string) => `sum(rate(requests_total{status=~"${status}"}[{{window}}]))`
  const sli = { kind: 'ratio', bad: { promql: of('5..') }, total: { promql: of('.*') } } as const
  const slos = Array.from({ length: 10_000 }, (_, index) => sloOf({ name: `slo-${index}`, sli }))
  const half = slos.slice(0, 5_000)
  const ruling = (those: readonly Slo[]) => (n: number) => {
    for (let i = 0; i < n; i++) toYaml(toPrometheusRules(those))
  }
  return race(
    {
      id: 'slo/rules',
      what: '10,000 SLOs as rules in YAML / 5,000: linear is 2',
      ours: ruling(slos),
      peer: ruling(half),
      target: { atMost: 3 },
    },
    3,
  )
}

/** What counting an event costs, how far percentiles are off, what is wrong at the boundary, and many at once. */
export const suite: Suite = async function* () {
  yield* records()
  for (const sigma of [0.5, 1, 1.5]) yield percentiles(sigma)
  yield await boundary()
  yield await evaluated()
  yield ruled()
}
