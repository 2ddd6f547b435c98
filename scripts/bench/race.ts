import { judge, type Row, type Target } from './row.ts'

/** Does the work `n` times, in a loop of its own: a shared loop would measure the call through it. */
export type Loop = (n: number) => void

/** The same for work that has to be awaited. */
export type AsyncLoop = (n: number) => Promise<void>

/** What is raced. */
export interface Race<L = Loop> {
  readonly id: string
  readonly what: string
  readonly ours: L
  readonly peer: L
  /** On ours / peer in time: 2 means twice as slow. */
  readonly target?: Target
}

const roundMs = 40
const warmUpRounds = 4

/** Times two loops in turns, the first of each round alternating, and compares the medians. */
export function race({ id, what, ours, peer, target }: Race, rounds = 21): Row {
  const oursN = calibrated(ours)
  const peerN = calibrated(peer)
  const measured: { ours: number; peer: number }[] = []
  for (let round = -warmUpRounds; round < rounds; round++) {
    const ourTurn = () => nanoseconds(ours, oursN)
    const peerTurn = () => nanoseconds(peer, peerN)
    const [first, second] = round % 2 === 0 ? [ourTurn(), peerTurn()] : [peerTurn(), ourTurn()]
    if (round < 0) continue
    measured.push(round % 2 === 0 ? { ours: first, peer: second } : { ours: second, peer: first })
  }
  return judge({ id, what, target }, measured, (ns) => `${ns.toFixed(1)} ns`)
}

function calibrated(loop: Loop): number {
  let n = 1
  while (nanoseconds(loop, n) * n < roundMs * 1e6) n *= 2
  return n
}

function nanoseconds(loop: Loop, n: number): number {
  const start = process.hrtime.bigint()
  loop(n)
  return Number(process.hrtime.bigint() - start) / n
}

/** {@link race} where one of the two, or both, must be awaited: each pays for what its caller would. */
export async function raceAsync(
  { id, what, ours, peer, target }: Race<Loop | AsyncLoop>,
  rounds = 21,
): Promise<Row> {
  const times = { ours: await calibratedAsync(ours), peer: await calibratedAsync(peer) }
  const measured: { ours: number; peer: number }[] = []
  for (let round = -warmUpRounds; round < rounds; round++) {
    const figures = { ours: Number.NaN, peer: Number.NaN }
    for (const turn of round % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const))
      figures[turn] = await nanosecondsAsync(turn === 'ours' ? ours : peer, times[turn])
    if (round >= 0) measured.push(figures)
  }
  return judge({ id, what, target }, measured, (ns) => `${ns.toFixed(1)} ns`)
}

async function calibratedAsync(loop: Loop | AsyncLoop): Promise<number> {
  let n = 1
  while ((await nanosecondsAsync(loop, n)) * n < roundMs * 1e6) n *= 2
  return n
}

async function nanosecondsAsync(loop: Loop | AsyncLoop, n: number): Promise<number> {
  const start = process.hrtime.bigint()
  await loop(n)
  return Number(process.hrtime.bigint() - start) / n
}
