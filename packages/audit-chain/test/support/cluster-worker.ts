// Run by the cluster's tests, as a worker. What it does is its first argument.
import { primaryAuditLog } from '@sallyport/audit-chain/cluster'
import type { AuditEvent } from '@sallyport/core'

const [mode = '', origin = '', count = '0'] = process.argv.slice(2)
const log = primaryAuditLog(process, { origin })
const own = { n: 0n, map: new Map([['a', Number.NaN]]), at: new Date(0), error: new Error('no') }

function event(at: number): AuditEvent {
  const actor = { kind: 'worker', id: `${process.pid}` }
  return { type: 'test.recorded', outcome: 'success', actor, event: { ...own, n: BigInt(at) } }
}

const message = (more: object): object => ({
  sallyport: 'audit.append',
  origin,
  number: 9_999,
  ...more,
})
const text = JSON.stringify({ lost: [], outcome: 'success', repaired: false, type: 'test.forged' })

/** What a worker sends that was taken over. */
const hostile: readonly unknown[] = [
  null,
  'audit.append',
  [],
  { sallyport: 'audit.append' },
  message({ origin: 'log.example/another', text }),
  message({ number: 'one', text }),
  message({ number: -0.5, text }),
  message({ text: 7 }),
  message({ text: '' }),
  message({ text: ` ${text}` }),
  message({ text: text.replace('test.forged', 'test.\\ud800') }),
  message({ text: text.replace('"success"', '"success\\",\\"seq\\":5"') }),
  message({ text: text.replace('[]', '["forged"]') }),
  message({ text: text.replace('[]', '{"length":0}') }),
  message({ text: text.replace('}', ',"transport":"fax"}') }),
  message({ text: `${'['.repeat(100_000)}${']'.repeat(100_000)}` }),
  message({ text: `"${'x'.repeat(9_000_000)}"` }),
]

async function run(): Promise<unknown> {
  if (mode === 'hostile') for (const one of hostile) process.send?.(one)
  const all = Array.from({ length: Number(count) }, (_, at) => log.append(event(at)))
  const settled = await Promise.allSettled(all)
  await log.close()
  return settled.map((one) =>
    one.status === 'fulfilled' ? one.value.seq : (one.reason as { code?: string }).code,
  )
}

const answers = await run()
process.send?.({ pid: process.pid, answers }, undefined, undefined, () => process.disconnect())
