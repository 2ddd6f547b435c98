import { judge, type Row, type Target } from './row.ts'

/** Does the work `n` times, in a loop of its own: a shared loop would measure the call through it. */
export type Loop = (n: number) => void

/** What is raced. */
export interface Race {
  readonly id: string
  readonly what: string
  readonly ours: Loop
  readonly peer: Loop
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
