// The same misuse of the usual clients for metrics and of ours: `node scripts/bench/peers/metrics.ts` prints what
// each makes of it. hot-shots sends to a socket on loopback; express-prom-bundle answers on it.
import { setTimeout as wait } from 'node:timers/promises'
import * as next from '@prometheus-io/client'
import * as old from 'prom-client'
import { openTelemetry } from './metrics-otel.ts'
import { type Client, labels, numbers, pages } from './metrics-questions.ts'
import { honoMeasured, hotShots, scanned } from './metrics-wire.ts'

async function said(answer: () => unknown): Promise<string> {
  const spoken = (async () => {
    const told = await answer()
    if (told === undefined) return 'is refused'
    return typeof told === 'boolean' ? (told ? 'yes' : 'no') : String(told).trim()
  })().catch(() => 'throws')
  const silence = new AbortController()
  const never = wait(1_000, 'never answers', { signal: silence.signal }).catch(() => '')
  return Promise.race([spoken, never]).finally(() => silence.abort())
}
const row = (cells: readonly string[]): string =>
  cells.map((cell, i) => cell.padEnd(i === 0 ? 50 : 24)).join(' ')

console.log(row(['', 'prom-client', '@prometheus-io/client', 'sallyport']))
for (const { asked, theirs, ours } of [...labels, ...numbers, ...pages]) {
  const answers = [() => theirs(old), () => theirs(next as unknown as Client), ours] // of the same shape
  const told: string[] = []
  for (const answer of answers) told.push(await said(answer))
  console.log(row([asked, ...told]))
}
console.log(`\n${row(['on the wire, or what happens', 'hot-shots'])}`)
for (const [asked, answer] of Object.entries(hotShots)) {
  console.log(row([asked, await said(answer)]))
}
console.log(`\n${row(['what is collected', '@opentelemetry/sdk-metrics'])}`)
for (const [asked, answer] of Object.entries(openTelemetry)) {
  console.log(row([asked, await said(answer)]))
}
console.log(`\n${row(['500 paths that nobody serves', 'express-prom-bundle'])}`)
console.log(row(['by path', await scanned()]))
console.log(`\n${row(['a Hono application', '@hono/prometheus'])}`)
for (const [asked, answer] of Object.entries(await honoMeasured()))
  console.log(row([asked, answer]))
process.exit(0) // a collector still hangs
