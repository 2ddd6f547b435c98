import type { Cell } from '../cell.ts'
import { rollover } from '../write.ts'
import { timingsOf } from './statsd-timings.ts'

/** Hands one line to the client. What it throws ends the flush; what was not said is said at the next one. */
export type Say = (
  verb: 'increment' | 'gauge' | 'timing',
  suffix: '' | '.count' | '.sum',
  value: number,
) => void

/** What a histogram is sent as. */
export type StatsdHistograms = 'sums' | 'timings'

/** How far a series has been sent. */
export class Sent {
  value = 0
  rollovers = 0
  count = 0
  counts: Float64Array | undefined = undefined
}

/** Says what has come to a series since it was last asked. */
export function sayCell(cell: Cell, sent: Sent, histograms: StatsdHistograms, say: Say): void {
  const { kind, definition } = cell.family
  if (kind === 'counter') sayCounter(cell, sent, say)
  else if (kind === 'gauge') sayGauge(cell, say)
  else if (histograms === 'timings' && definition.unit === 's') sayTimings(cell, sent, say)
  else saySums(cell, sent, say)
}

function sayCounter({ value, rollovers }: Cell, sent: Sent, say: Say): void {
  const by = value - sent.value + (rollovers - sent.rollovers) * rollover
  if (by <= 0) return
  say('increment', '', by)
  sent.value = value
  sent.rollovers = rollovers
}

function sayGauge({ value }: Cell, say: Say): void {
  // A sign makes it a change in StatsD: -5 from nought is -5, and -5 taken as it stands is -5 too.
  if (value < 0) say('gauge', '', 0)
  say('gauge', '', value)
}

function saySums({ count, value }: Cell, sent: Sent, say: Say): void {
  // Each for itself: a client that took the count may have thrown at the sum.
  if (count !== sent.count) say('increment', '.count', count - sent.count)
  sent.count = count
  const by = value - sent.value
  // A counter that falls is none: what is below nought waits until it is made up for.
  if (by <= 0) return
  say('increment', '.sum', by)
  sent.value = value
}

function sayTimings(cell: Cell, sent: Sent, say: Say): void {
  const { counts, count, value } = cell
  if (counts === undefined || count === sent.count) return
  const before = sent.counts ?? new Float64Array(counts.length)
  const came = counts.map((many, i) => many - (before[i] as number))
  const sum = value - sent.value
  // Before anything is said: where the client throws halfway, less is better than twice.
  sent.counts = counts.slice()
  sent.count = count
  sent.value = value
  for (const ms of timingsOf(cell.family.bounds as Float64Array, came, sum)) say('timing', '', ms)
}
