import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Loaded, mixedLoad } from '../mixed-load.ts'
import { mixedTraffic, type Shot, trafficText } from '../mixed-traffic.ts'
import { judge, type Row, type Suite } from '../row.ts'
import type { Question, Serving } from '../service-server.ts'

const rounds = 6

/**
 * The whole example service on Fastify beside the same routes with nothing before them and nothing in them, under mixed
 * traffic, for `seconds` each; with `soakMinutes`, instead, whether its memory grows.
 */
export const suite: Suite = async function* ({ seconds = 60, soakMinutes }) {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'))
  const whole = await served('guarded', folder)
  try {
    if (soakMinutes !== undefined) yield await soaked(whole, soakMinutes)
    else yield* beside(whole, seconds)
  } finally {
    await whole.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Server extends Serving {
  ask<T>(question: Question): Promise<T>
  close(): Promise<void>
}

async function served(kind: 'guarded' | 'bare', folder: string): Promise<Server> {
  const program = join(import.meta.dirname, '../service-server.ts')
  const child = fork(program, [kind, folder], { execArgv: ['--expose-gc', '--no-warnings'] })
  const serving = await answer<Serving>(child)
  return {
    ...serving,
    ask(question) {
      child.send(question)
      return answer(child)
    },
    async close() {
      if (child.exitCode !== null) return
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

/** The next message; a server that has ended sends none. */
async function answer<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController()
  const [message] = await Promise.race([
    once(child, 'message', { signal: ended.signal }),
    once(child, 'exit', { signal: ended.signal }).then(([code]) => {
      throw new Error(`bench: the server ended with ${code}`)
    }),
  ])
  ended.abort()
  return message as T
}

interface Round extends Loaded {
  /** Microseconds of the server's processor time, a request. */
  readonly cpu: number
}

async function* beside(whole: Server, seconds: number): AsyncIterable<Row> {
  const bare = await served('bare', '')
  const traffic = trafficOf(whole)
  const ms = (seconds * 1000) / rounds
  const measured: { readonly ours: Round; readonly peer: Round }[] = []
  const run = (server: Server, n: number): Promise<Round> =>
    loaded(server, traffic(`${n}`), ms, server === whole)
  try {
    for (let n = -1; n < rounds; n++) {
      // The first is to warm up. Whoever scrapes comes while requests do.
      const [ours, peer] =
        n % 2 === 0
          ? [await withScrape(whole, run(whole, n)), await run(bare, n)]
          : [await run(bare, n), await withScrape(whole, run(whole, n))].reverse()
      if (n >= 0) measured.push({ ours: ours as Round, peer: peer as Round })
    }
  } finally {
    await bare.close()
  }
  yield* rowsOf(measured, await notesOf(whole, measured, traffic('profile'), ms))
}

type Traffic = (n: number) => Shot

/** Requests of a run are like none of another: only what is meant to come twice does. */
const trafficOf =
  ({ proofs }: Server) =>
  (run: string, distinct?: number): Traffic => {
    if (proofs === undefined) throw new Error('bench: nobody has said how to prove oneself')
    return mixedTraffic(proofs, run, distinct)
  }

async function loaded(server: Server, shot: Traffic, ms: number, asShot: boolean): Promise<Round> {
  const before = await server.ask<number>('cpu')
  const load = await mixedLoad({ port: server.port, shot, ms, asShot })
  return { ...load, cpu: ((await server.ask<number>('cpu')) - before) / load.answered }
}

async function withScrape<T>({ metricsUrl }: Server, running: Promise<T>): Promise<T> {
  const scraped = metricsUrl === undefined ? undefined : await fetch(metricsUrl)
  if (!(await scraped?.text())?.includes('api_key')) throw new Error('bench: no metrics')
  return running
}

function* rowsOf(
  measured: readonly { readonly ours: Round; readonly peer: Round }[],
  notes: readonly string[],
): Iterable<Row> {
  const of = (figure: (round: Round) => number) =>
    measured.map(({ ours, peer }) => ({ ours: figure(ours), peer: figure(peer) }))
  const throughput = {
    id: 'service/throughput',
    what: 'requests: all guards, metrics, synced log / bare routes',
    target: { atLeast: 0.5 },
  }
  const perSecond = of((round) => round.perSecond)
  yield { ...judge(throughput, perSecond, (rps) => `${(rps / 1000).toFixed(2)} k/s`), notes }
  const cpu = {
    id: 'service/cpu',
    what: "the server's processor time: the same",
    target: undefined,
  }
  const perRequest = of((round) => round.cpu)
  yield judge(cpu, perRequest, (us) => `${us.toFixed(0)} us`)
}

/** What was sent, who may have been the limit, what stands in the log, and where the time went. */
async function notesOf(
  whole: Server,
  measured: readonly { readonly ours: Round; readonly peer: Round }[],
  shot: Traffic,
  ms: number,
): Promise<string[]> {
  const before = await whole.ask<number>('records')
  await whole.ask('profile')
  const { answered } = await mixedLoad({ port: whole.port, shot, ms, asShot: true })
  const times = await whole.ask<string[]>('profiled')
  const records = (await whole.ask<number>('records')) - before
  const most = (side: 'ours' | 'peer'): string =>
    (Math.max(...measured.map((round) => round[side].sender)) * 100).toFixed(0)
  return [
    `Traffic: ${trafficText}; 32 connections.`,
    `Sending took ${most('ours')} % of a core at most, beside the bare routes ${most('peer')} %.`,
    `Records in the log: ${(records / answered).toFixed(2)} a request; the decision's is synced before the answer.`,
    ...times,
  ]
}

/** Requests a second while memory is watched: as a service has them all day, and a log that fits a disk. */
const soakRate = 500
/** All sent before the first look: deliveries are remembered for days, by design, so that memory grows with fresh ones. */
const different = 20_000

/** Memory after collection at the end, beside that after a fifth of the time: minute 10 beside minute 2. */
async function soaked(whole: Server, minutes: number): Promise<Row> {
  const shot = trafficOf(whole)('soak', different)
  const heapAfter = async (ms: number): Promise<number> => {
    await mixedLoad({ port: whole.port, shot, ms, asShot: true, perSecond: soakRate })
    return whole.ask<number>('heap')
  }
  const peer = await heapAfter(minutes * 12_000)
  const ours = await heapAfter(minutes * 48_000)
  const what = `heap, collected: minute ${minutes} / minute ${minutes / 5}`
  const row = { id: 'service/heap', what, target: { atMost: 1.1 } }
  const notes = [
    `Traffic: ${trafficText}; ${soakRate} a second, of ${different} different requests.`,
    `Records in the log: ${await whole.ask<number>('records')}.`,
  ]
  return {
    ...judge(row, [{ ours, peer }], (bytes) => `${(bytes / 2 ** 20).toFixed(2)} MiB`),
    notes,
  }
}
