import { expect, it } from 'vitest'
import { check } from '../check-seams.ts'
import { plant } from './plant.ts'

const findings = (code: string, path = 'packages/limits/src/limits.ts'): Promise<string[]> =>
  check(plant({ [path]: code }))

it('accepts what others bring along', async () => {
  const code = `
    import type { performance } from 'node:perf_hooks'
    import { createHash, timingSafeEqual } from 'node:crypto'
    // Date.now() and Math.random() in words
    const text = 'Date.now()'
    interface Timers { setTimeout(run: () => void): void }
    const day = new Date(clock())
    timers.setTimeout(run)
    my.performance.now()
    export const timers: Timers = { setTimeout: () => undefined }`
  expect(await findings(code)).toEqual([])
})

it.each([
  ['Date.now()', 'Date.now'],
  ['const clock = Date.now', 'Date.now'],
  ['globalThis.Date.now()', 'Date.now'],
  ['new Date()', 'Date()'],
  ['new Date', 'Date()'],
  ['Date()', 'Date()'],
  ['performance.now()', 'performance.now'],
  ['process.hrtime.bigint()', 'process.hrtime'],
  ['Math.random()', 'Math.random'],
  ['crypto.randomUUID()', 'crypto.randomUUID'],
  ['setTimeout(run, 1)', 'setTimeout'],
  ['const start = { setInterval }', 'setInterval'],
  ['run(setImmediate)', 'setImmediate'],
  ['const wait = later ?? setTimeout', 'setTimeout'],
  ['AbortSignal.timeout(5)', 'AbortSignal.timeout'],
  [`import { randomUUID } from 'node:crypto'`, 'randomUUID'],
  [`import { randomBytes as bytes } from 'node:crypto'`, 'randomBytes'],
  [`import { setTimeout as wait } from 'node:timers/promises'`, 'setTimeout'],
  [`import * as timers from 'node:timers'`, 'node:timers'],
  [`import { performance } from 'node:perf_hooks'`, 'performance'],
])('refuses %s', async (code, name) => {
  expect(await findings(`\n${code}`)).toEqual([
    `packages/limits/src/limits.ts:2: ${name} outside the seams; take a clock, a random or timers as an argument`,
  ])
})

it('lets the seams touch the real ones', async () => {
  expect(await findings('Date.now()', 'packages/core/src/clock.ts')).toEqual([])
  expect(await findings('Date.now()', 'packages/core/test/clock.test.ts')).toEqual([])
  expect(await findings('Date.now()', 'packages/limits/src/clock.ts')).toHaveLength(1)
})

it('wants a reason for real time in a test', async () => {
  const test = 'examples/e2e/test/a.test.ts'
  expect(await findings('setTimeout(run, 1)', test)).toEqual([
    expect.stringContaining(`${test}:1: setTimeout in a test`),
  ])
  const because = '// real time: the socket is a real one\nsetTimeout(run, 1)'
  expect(await findings(because, test)).toEqual([])
  expect(await findings(because, 'examples/e2e/src/a.ts')).toHaveLength(1)
})
